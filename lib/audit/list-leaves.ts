import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Prisma, type Tx } from "../platform/db";
import { invalidInput } from "../platform/errors";
import type { z } from "zod";
import { namesOf } from "./names";
import { reachOf } from "./reach";
import { ListLeavesInput } from "./schemas";
import type { LeafPage } from "./types";

type Filters = z.output<typeof ListLeavesInput>;

/**
 * One page of the tenant's audit log, newest first, by id: ids carry the time, so the order is the record's.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listLeaves(ctx: Ctx, input: ListLeavesInput): Promise<LeafPage> {
  requirePermission(ctx, "audit.read");
  const parsed = ListLeavesInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const filters = parsed.data;
  const towardsNewer = filters.before !== undefined;
  return withTenant(ctx.tenantId, async (tx) => {
    const found = await find(tx, ctx.tenantId, filters);
    const more = found.length > filters.limit;
    const page = found.slice(0, filters.limit);
    if (towardsNewer) page.reverse();
    const names = await namesOf(tx, page);
    return {
      rows: page.map(({ actorKind, actorId, subjectKind, subjectId, recordedAt, category, ...leaf }) => ({
        ...leaf,
        category: category === "call" ? "call" : "control",
        actor: { kind: actorKind, id: actorId, name: names.get(actorId) ?? null },
        subject: { kind: subjectKind, id: subjectId },
        recordedAt: recordedAt.toISOString(),
      })),
      newer: (towardsNewer ? more : filters.after !== undefined) ? (page[0]?.id ?? null) : null,
      older: (towardsNewer ? true : more) ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

const COLUMNS = {
  ...{ id: true, category: true, action: true, actorKind: true, actorId: true },
  ...{ subjectKind: true, subjectId: true, recordedAt: true },
} as const;
type Found = Prisma.AuditLeafGetPayload<{ select: typeof COLUMNS }>;

/** What matches, in the order of the page, and one more than fits on it. */
async function find(tx: Tx, tenantId: string, filters: Filters): Promise<Found[]> {
  const category = reachOf(filters);
  if (category === null) return [];
  const { about, before, limit } = filters;
  const order = before === undefined ? "desc" : "asc";
  const read = (more: Prisma.AuditLeafWhereInput) =>
    tx.auditLeaf.findMany({
      where: { AND: [where(tenantId, { ...filters, category }), more] },
      ...{ orderBy: { id: order }, take: limit + 1, select: COLUMNS },
    });
  if (!about) return read({});
  // One after the other, each by its index: asked for either, the database would read the whole log.
  const found = [...(await read({ actorId: about })), ...(await read({ subjectId: about }))];
  const once = [...new Map(found.map((leaf) => [leaf.id, leaf])).values()];
  once.sort((a, b) => (a.id < b.id === (order === "asc") ? -1 : 1));
  return once.slice(0, limit + 1);
}

function where(
  tenantId: string,
  { category, action, actorKind, after, before }: Filters,
): Prisma.AuditLeafWhereInput {
  const all: Prisma.AuditLeafWhereInput[] = [{ tenantId }];
  if (category) all.push({ category });
  if (action) all.push({ action: { startsWith: action.replace(/[\\%_]/g, "\\$&") } });
  if (actorKind) all.push({ actorKind });
  if (before) all.push({ id: { gt: before } });
  else if (after) all.push({ id: { lt: after } });
  return { AND: all };
}
