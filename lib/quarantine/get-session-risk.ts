import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { notFound } from "../platform/errors";
import { parseInput } from "./parse";
import { toRows } from "./rows";
import { SessionRiskInput, type RiskSignal } from "./schemas";
import { scoreNow, shown } from "./score";
import type { RiskSignalRow, SessionRiskView } from "./types";

const SIGNALS = 50;

/** A session's risk at this moment, and what made it. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function getSessionRisk(ctx: Ctx, input: SessionRiskInput): Promise<SessionRiskView> {
  requirePermission(ctx, "sessions.read");
  const { sessionId } = parseInput(SessionRiskInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    if ((await tx.session.count({ where: { tenantId, id: sessionId } })) === 0) throw notFound("session");
    const { settings, score, threshold, watchUntil, now } = await scoreNow(tx, tenantId, sessionId);
    const past = await tx.quarantine.findMany({
      where: { tenantId, sessionId },
      orderBy: [{ releasedAt: { sort: "desc", nulls: "last" } }],
    });
    const since = past.find(({ releasedAt }) => releasedAt)?.releasedAt ?? new Date(0);
    const signals = await tx.riskSignal.findMany({
      where: { tenantId, sessionId, at: { gt: since } },
      orderBy: [{ at: "desc" }, { decisionId: "desc" }],
      take: SIGNALS,
    });
    const decisions = await tx.decision.findMany({
      where: { tenantId, id: { in: signals.map(({ decisionId }) => decisionId) } },
      select: { id: true, callId: true, capability: true },
    });
    const byId = new Map(decisions.map((decision) => [decision.id, decision]));
    const [quarantine] = await toRows(
      tx,
      past.filter(({ releasedAt }) => releasedAt === null),
    );
    const rows: RiskSignalRow[] = signals.map(({ decisionId, signal, points, score: after, at }) => ({
      decisionId,
      callId: byId.get(decisionId)?.callId ?? decisionId,
      // record_decisions and record_outcomes write what risk-of.ts says.
      signal: signal as RiskSignal,
      points: shown(points),
      left: shown(points * 0.5 ** ((now.getTime() - at.getTime()) / 1_000 / settings.halfLifeSeconds)),
      score: shown(after),
      capability: byId.get(decisionId)?.capability ?? "",
      at: at.toISOString(),
    }));
    return {
      sessionId,
      counted: settings.quarantine,
      score: shown(score),
      threshold: shown(threshold),
      halfLifeSeconds: settings.halfLifeSeconds,
      watchUntil: watchUntil?.toISOString() ?? null,
      quarantine: quarantine ?? null,
      signals: rows,
      now: now.toISOString(),
    };
  });
}
