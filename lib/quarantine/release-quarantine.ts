import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Quarantine, type Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { addToTimeline, setStep } from "./incident-trail";
import { whyNotTo } from "./next-stage";
import { parseInput } from "./parse";
import { toRow } from "./rows";
import { ReleaseQuarantineInput, type Admits, type ReleaseStage } from "./schemas";
import { lockScore, scoreNow } from "./score";
import { readContainment } from "./settings";
import type { QuarantineReleased } from "./types";

/**
 * Lets a quarantined session do more again: reads, what is of low or medium risk, everything. The last resets its
 * score and has it watched for a while under a lower threshold. It never lifts a switch that somebody set.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where it admits so much already or was released
 */
export async function releaseQuarantine(
  ctx: Ctx,
  input: ReleaseQuarantineInput,
): Promise<QuarantineReleased> {
  requirePermission(ctx, "quarantine.release");
  const { quarantineId: id, stage, reason, watchMinutes } = parseInput(ReleaseQuarantineInput, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.quarantine.findFirst({ where: { tenantId, id } });
    if (!found) throw notFound("quarantine");
    // The order in which everybody takes these locks: the score, then the tenant's control.
    await lockScore(tx, tenantId, found.sessionId);
    const row = await tx.quarantine.findUniqueOrThrow({ where: { id, tenantId } });
    // CHECK admits_known
    const why = whyNotTo(stage, { admits: row.admits as Admits, released: row.releasedAt !== null });
    if (why) throw new DomainError("CONFLICT", why);
    const watched = watchMinutes ?? (await readContainment(tx, tenantId)).watchMinutes;
    const { score } = await scoreNow(tx, tenantId, row.sessionId);
    const by = ctx.actor.kind === "user" ? ctx.actor.id : null;
    const { count } = await tx.quarantine.updateMany({
      where: { id, tenantId, admits: row.admits, releasedAt: null },
      data:
        stage === "full"
          ? { releasedAt: new Date(), releasedById: by, releaseReason: reason }
          : { admits: stage },
    });
    if (count === 0) throw new DomainError("CONFLICT", "Somebody was faster. Look at it again.");
    if (stage === "full") await startWatch(tx, row, watched);
    await tell(tx, row, { stage, reason, by, watched });
    const auditId = await appendLeaf(tx, ctx, {
      action: stage === "full" ? "quarantine.released" : "quarantine.eased",
      subjectKind: "session",
      subjectId: row.sessionId,
      data: {
        ...{ quarantineId: id, incidentId: row.incidentId, reason, stage, before: row.admits },
        ...(stage === "full" ? { scoreBefore: score, watchMinutes: watched } : {}),
      },
    });
    return {
      quarantine: await toRow(tx, tenantId, id),
      auditId,
      watchMinutes: stage === "full" ? watched : null,
    };
  });
}

/** From nothing: the old score would quarantine the session again at its next call. */
async function startWatch(tx: Tx, { tenantId, sessionId }: Quarantine, minutes: number): Promise<void> {
  const { watchThreshold } = await readContainment(tx, tenantId);
  await tx.$executeRaw`
    UPDATE session_risk SET score = 0, asked = 0, at = clock_timestamp(),
      watch_until = CASE WHEN ${minutes}::int > 0 THEN clock_timestamp() + make_interval(mins => ${minutes}::int) END,
      watch_threshold = CASE WHEN ${minutes}::int > 0 THEN ${watchThreshold}::float8 END
    WHERE tenant_id = ${tenantId}::uuid AND session_id = ${sessionId}::uuid`;
}

type Told = { stage: ReleaseStage; reason: string; by: string | null; watched: number };

const TITLES = {
  reads: "Released in part: the session may read",
  low_risk: "Released in part: the session may do what is of low or medium risk",
  full: "Session released",
} as const;

async function tell(tx: Tx, row: Quarantine, { stage, reason, by, watched }: Told): Promise<void> {
  const { tenantId, incidentId, sessionId } = row;
  const where = { tenantId, incidentId, by };
  const subject = { kind: "session", id: sessionId } as const;
  await addToTimeline(tx, { ...where, kind: "released", title: TITLES[stage], body: reason, subject });
  const state = stage === "full" ? "done" : "doing";
  await setStep(tx, where, {
    kind: "release",
    state,
    evidence: `${TITLES[stage]}. ${reason}`.slice(0, 1_000),
  });
  if (stage !== "full") return;
  await setStep(
    tx,
    where,
    watched > 0
      ? { kind: "monitor", state: "doing", evidence: `Watched for ${watched} minutes.` }
      : { kind: "monitor", state: "skipped", evidence: "It was released without a watch." },
  );
}
