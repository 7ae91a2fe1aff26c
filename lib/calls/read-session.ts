import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { invalidInput, notFound } from "../platform/errors";
import { oneSession } from "./list-sessions";
import { Id } from "./schemas";
import type { SessionDetail } from "./types";

/** What a session is; its calls are read by readWaterfall. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function readSession(ctx: Ctx, sessionId: string): Promise<SessionDetail> {
  requirePermission(ctx, "sessions.read");
  const parsed = Id.safeParse(sessionId);
  if (!parsed.success) throw invalidInput(parsed.error);
  return withTenant(ctx.tenantId, async (tx) => {
    const row = await oneSession(tx, ctx.tenantId, parsed.data);
    if (!row) throw notFound("session");
    const stored = await tx.session.findUniqueOrThrow({
      where: { id: row.id },
      select: { clientInfo: true, protocolVersion: true },
    });
    const agent = await tx.agent.findUnique({ where: { id: row.agentId }, select: { disabledAt: true } });
    return { ...row, ...stored, agentDisabled: agent?.disabledAt != null };
  });
}
