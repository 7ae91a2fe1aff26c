import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { parseInput } from "./parse";
import { toRow } from "./rows";
import { QuarantineSessionInput } from "./schemas";
import { lockScore, scoreNow } from "./score";
import type { QuarantineChange } from "./types";

/**
 * Holds a session apart by hand, whatever its risk: its calls are refused, what was issued to it is revoked, and an
 * incident is opened, or the session's open one goes on.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where it is quarantined already or over
 */
export async function quarantineSession(ctx: Ctx, input: QuarantineSessionInput): Promise<QuarantineChange> {
  requirePermission(ctx, "quarantine.set");
  const { sessionId, reason } = parseInput(QuarantineSessionInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const session = await tx.session.findFirst({ where: { tenantId, id: sessionId } });
    if (!session) throw notFound("session");
    if (session.endedAt)
      throw new DomainError("CONFLICT", "The session is over; nothing can be called in it.");
    await lockScore(tx, tenantId, sessionId);
    const { score, threshold } = await scoreNow(tx, tenantId, sessionId);
    const by = ctx.actor.kind === "user" ? ctx.actor.id : null;
    // Zero: what people do by hand never stops the whole agent by itself.
    const [made] = await tx.$queryRaw<{ incident: string | null }[]>`
      SELECT quarantine_session(${tenantId}::uuid, ${sessionId}::uuid, NULL, ${score}::float8, ${threshold}::float8,
        ${reason}, ${by}::uuid, 0) AS incident`;
    if (!made?.incident) throw new DomainError("CONFLICT", "The session is quarantined already.");
    const { id } = await tx.quarantine.findFirstOrThrow({ where: { tenantId, sessionId, releasedAt: null } });
    const auditId = await appendLeaf(tx, ctx, {
      action: "quarantine.set",
      subjectKind: "session",
      subjectId: sessionId,
      data: { quarantineId: id, incidentId: made.incident, reason },
    });
    return { quarantine: await toRow(tx, tenantId, id), auditId };
  });
}
