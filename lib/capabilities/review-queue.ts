import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { isId } from "../platform/ids";
import { classify } from "./definition";
import { ReviewQueueInput } from "./schemas";
import { definitionOf, loadStored, toRow, type Stored } from "./store";
import type { ReviewQueuePage, ReviewQueueRow } from "./types";

/** Nobody has looked yet: a change that suspends, or a tool that runs unreviewed. */
const WAITING = Prisma.sql`(c.accepted_hash IS DISTINCT FROM c.definition_hash
  AND (c.status = 'active' OR c.suspension = 'changed'))`;
/** When it began to wait. */
const SINCE = Prisma.sql`CASE WHEN c.status = 'suspended' THEN c.updated_at ELSE c.created_at END`;
/** The same as readsOnly below, for the database to page by; a test holds them to each other. */
const READ_ONLY = Prisma.sql`(c.accepted_hash IS NULL
  AND c.annotations->'readOnlyHint' IS NOT DISTINCT FROM 'true'::jsonb
  AND c.annotations->'destructiveHint' IS DISTINCT FROM 'true'::jsonb
  AND (c.binding IS NULL OR c.binding->>'method' IN ('GET', 'HEAD')))`;

/**
 * What a person has still to look at: first what is suspended, then what waits longest.
 * @throws DomainError FORBIDDEN, INVALID_INPUT.
 */
export async function listReviewQueue(ctx: Ctx, input: ReviewQueueInput): Promise<ReviewQueuePage> {
  requirePermission(ctx, "capabilities.read");
  const parsed = ReviewQueueInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { upstream, readOnly, cursor, limit } = parsed.data;
  const all = [Prisma.sql`c.tenant_id = ${ctx.tenantId}::uuid`, WAITING];
  if (upstream !== undefined) all.push(Prisma.sql`u.slug = ${upstream}`);
  if (readOnly !== undefined) all.push(Prisma.sql`${READ_ONLY} = ${readOnly}`);
  if (cursor !== undefined) all.push(after(cursor));
  return withTenant(ctx.tenantId, async (tx) => {
    const found = await tx.$queryRaw<Place[]>`
      SELECT c.id, c.status = 'suspended' AS first, ${SINCE} AS since
      FROM capabilities c JOIN upstreams u ON u.id = c.upstream_id
      WHERE ${Prisma.join(all, " AND ")}
      ORDER BY c.status = 'suspended' DESC, ${SINCE}, c.id LIMIT ${limit + 1}`;
    const page = found.slice(0, limit);
    const stored = await loadStored(
      tx,
      ctx.tenantId,
      page.map(({ id }) => id),
    );
    const byId = new Map(stored.map((one) => [one.id, one]));
    const rows = page.flatMap(({ id, since }) => {
      const one = byId.get(id);
      return one ? [queued(one, since)] : [];
    });
    const last = page.at(-1);
    return { rows, nextCursor: found.length > page.length && last ? cursorOf(last) : null };
  });
}

/** How many capabilities a person has still to look at. @throws DomainError FORBIDDEN. */
export async function countReviewQueue(ctx: Ctx): Promise<number> {
  requirePermission(ctx, "capabilities.read");
  return withTenant(ctx.tenantId, async (tx) => {
    const [found] = await tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM capabilities c WHERE c.tenant_id = ${ctx.tenantId}::uuid AND ${WAITING}`;
    return found?.count ?? 0;
  });
}

/**
 * True where the upstream says of a tool that it only reads, and nothing speaks against it: no other hint, no HTTP
 * method that may change something, and no definition that a person accepted before, whose change they have to see.
 */
export function readsOnly(stored: Stored): boolean {
  const tool = definitionOf(stored);
  const { method } = tool.binding ?? { method: "GET" };
  return (
    stored.acceptedHash === null &&
    classify(tool).operation === "READ" &&
    (method === "GET" || method === "HEAD")
  );
}

/** True where a person has still to look at it. */
export function isWaiting({ status, suspension, acceptedHash, definitionHash }: Stored): boolean {
  return acceptedHash !== definitionHash && (status === "active" || suspension === "changed");
}

function queued(stored: Stored, since: Date): ReviewQueueRow {
  const { description, definitionHash } = stored;
  const readOnly = readsOnly(stored);
  return { ...toRow(stored), description, definitionHash, readOnly, waitingSince: since.toISOString() };
}

type Place = { id: string; first: boolean; since: Date };

/** Columns have milliseconds, so a Date keeps all of a time. */
function cursorOf({ id, first, since }: Place): string {
  return `${first ? "s" : "a"}.${since.getTime()}.${id}`;
}

function after(cursor: string): Prisma.Sql {
  const [, group, ms, id] = /^([sa])\.(\d{1,13})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (group === undefined || ms === undefined || id === undefined || !isId(id)) {
    const detail = "This is no cursor of the review queue.";
    throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/cursor", detail }] });
  }
  const since = Prisma.sql`(${SINCE}, c.id) > (${new Date(Number(ms)).toISOString()}::timestamptz, ${id}::uuid)`;
  return group === "s"
    ? Prisma.sql`(c.status <> 'suspended' OR ${since})`
    : Prisma.sql`(c.status <> 'suspended' AND ${since})`;
}
