import { requirePermission, type Ctx } from "../platform/ctx";
import { Prisma, withTenant } from "../platform/db";
import { invalidInput } from "../platform/errors";
import { CALL_COLUMNS, completeCalls, type RawCall } from "./complete-calls";
import { CapabilityCallsInput } from "./schemas";
import { LAST_ID } from "./session-calls";
import type { CapabilityCall } from "./types";

/** Where nearly all are denied, those that were not are looked for among so many. */
const NEWEST = 20_000;

/**
 * The newest calls of one capability, newest first; with `executed` among its newest 20,000 decisions.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function listCapabilityCalls(ctx: Ctx, input: CapabilityCallsInput): Promise<CapabilityCall[]> {
  requirePermission(ctx, "sessions.read");
  const parsed = CapabilityCallsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { capability, executed, limit } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const ran = executed ? Prisma.sql`AND d.action <> 'DENY'` : Prisma.empty;
    const raw = await tx.$queryRaw<(RawCall & { agent: string | null })[]>`
      SELECT ${CALL_COLUMNS}, a.name AS agent FROM (
        SELECT * FROM decisions
        WHERE tenant_id = ${ctx.tenantId}::uuid AND capability = ${capability} AND id < ${LAST_ID}::uuid
        ORDER BY id DESC LIMIT ${NEWEST}::int
      ) d LEFT JOIN agents a ON a.id = d.agent_id
      WHERE d.id = d.call_id ${ran}
      ORDER BY d.id DESC LIMIT ${limit}::int`;
    const rows = await completeCalls(tx, raw);
    return rows.map((row, n) => ({ ...row, agent: raw[n]?.agent ?? "unknown" }));
  });
}
