import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { RevisionsInput } from "./schemas";
import type { Stored } from "./store";
import type {
  CapabilityRevisionPage,
  CapabilityRevisionRow,
  CapabilitySpec,
  CapabilityStatus,
  RevisionKind,
  Tool,
} from "./types";

/**
 * Every version of a capability, newest first, each with who made it and why.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND.
 */
export async function listCapabilityRevisions(
  ctx: Ctx,
  input: RevisionsInput,
): Promise<CapabilityRevisionPage> {
  requirePermission(ctx, "capabilities.read");
  const parsed = RevisionsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { capabilityId, before, limit } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    if (!(await tx.capability.count({ where: { tenantId, id: capabilityId } }))) throw notFound("capability");
    const found = await tx.capabilityRevision.findMany({
      where: { tenantId, capabilityId, ...(before !== undefined && { number: { lt: before } }) },
      orderBy: { number: "desc" },
      take: limit + 1,
    });
    const page = found.slice(0, limit);
    const names = await namesOf(
      tx,
      page.flatMap(({ authorId }) => authorId ?? []),
    );
    const rows = page.map((row): CapabilityRevisionRow => ({
      id: row.id,
      number: row.number,
      kind: row.kind as RevisionKind, // safe because of CHECK kind_known
      status: row.status as CapabilityStatus, // safe because of CHECK status_known
      definitionHash: row.definitionHash,
      definition: row.definition as Tool, // safe because only appendRevision writes it and the next
      spec: row.spec as CapabilitySpec,
      author: row.authorId === null ? null : { id: row.authorId, name: names(row.authorId) },
      reason: row.reason,
      createdAt: row.createdAt.toISOString(),
    }));
    return { rows, nextBefore: found.length > page.length ? (page.at(-1)?.number ?? null) : null };
  });
}

/** Names of people of the tenant; who is gone keeps one. */
async function namesOf(tx: Tx, ids: readonly string[]): Promise<(id: string) => string> {
  const users = await tx.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? "a former member";
}

/** What a person accepted last, where the upstream offers something else by now; else null. */
export async function acceptedDefinition(tx: Tx, stored: Stored): Promise<Tool | null> {
  const { id, tenantId, acceptedHash, definitionHash } = stored;
  if (acceptedHash === null || acceptedHash === definitionHash) return null;
  const found = await tx.capabilityRevision.findFirst({
    where: { tenantId, capabilityId: id, definitionHash: acceptedHash },
    orderBy: { number: "desc" },
    select: { definition: true },
  });
  return found && (found.definition as Tool);
}
