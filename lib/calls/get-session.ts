import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import type { z } from "zod";
import { databaseNow, oneSession } from "./list-sessions";
import { GetSessionInput } from "./schemas";
import { callsAfter, callsBefore } from "./session-calls";
import type { CallPage, CallRow, SessionDetail } from "./types";

const PAGE = 100;

/**
 * A session with one page of its calls, in the order they came: the newest, or the page before or after a call.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function getSession(
  ctx: Ctx,
  input: GetSessionInput,
): Promise<{ session: SessionDetail; calls: CallPage }> {
  requirePermission(ctx, "sessions.read");
  const parsed = GetSessionInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { sessionId } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const row = await oneSession(tx, ctx.tenantId, sessionId);
    if (!row) throw new DomainError("NOT_FOUND", "There is no such session here.");
    const stored = await tx.session.findUniqueOrThrow({
      where: { id: sessionId },
      select: { clientInfo: true, protocolVersion: true },
    });
    const agent = await tx.agent.findUnique({ where: { id: row.agentId }, select: { disabledAt: true } });
    const session: SessionDetail = { ...row, ...stored, agentDisabled: agent?.disabledAt != null };
    return { session, calls: await callPage(tx, ctx.tenantId, parsed.data) };
  });
}

async function callPage(
  tx: Tx,
  tenantId: string,
  { sessionId, before, after }: z.output<typeof GetSessionInput>,
): Promise<CallPage> {
  const forward = after !== undefined;
  const found = forward
    ? await callsAfter(tx, tenantId, sessionId, after, PAGE + 1)
    : await callsBefore(tx, tenantId, sessionId, before, PAGE + 1);
  const more = found.length > PAGE;
  const rows: CallRow[] = forward ? found.slice(0, PAGE) : found.slice(0, PAGE).reverse();
  const older = forward || more;
  const newer = forward ? more : before !== undefined;
  return {
    rows,
    olderCursor: older ? (rows.at(0)?.id ?? null) : null,
    newerCursor: newer ? (rows.at(-1)?.id ?? null) : null,
    now: await databaseNow(tx),
  };
}
