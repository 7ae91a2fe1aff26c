import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { databaseNow, oneSession } from "./list-sessions";
import { GetSessionInput } from "./schemas";
import { callsAfter } from "./session-calls";
import type { CallRow, Page, SessionDetail } from "./types";

const PAGE = 100;

/**
 * A session with one page of its calls, in the order they came. `nextCursor` continues; at the end it is null.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function getSession(
  ctx: Ctx,
  input: GetSessionInput,
): Promise<{ session: SessionDetail; calls: Page<CallRow> }> {
  requirePermission(ctx, "sessions.read");
  const parsed = GetSessionInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { sessionId, cursor } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const row = await oneSession(tx, ctx.tenantId, sessionId);
    if (!row) throw new DomainError("NOT_FOUND", "There is no such session here.");
    const stored = await tx.session.findUniqueOrThrow({
      where: { id: sessionId },
      select: { clientInfo: true, protocolVersion: true },
    });
    const agent = await tx.agent.findUnique({ where: { id: row.agentId }, select: { disabledAt: true } });
    const found = await callsAfter(tx, ctx.tenantId, sessionId, cursor, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const nextCursor = found.length > PAGE ? (rows.at(-1)?.id ?? null) : null;
    const session: SessionDetail = { ...row, ...stored, agentDisabled: agent?.disabledAt != null };
    return { session, calls: { rows, nextCursor, now: await databaseNow(tx) } };
  });
}
