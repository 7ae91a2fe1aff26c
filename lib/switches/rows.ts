import { requirePermission, type Ctx } from "../platform/ctx";
import type { Switch, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { clock, personOf, STEP_RIGHTS, stopFacts } from "./on-switch";
import { mayOperateIn } from "./operators";
import { mayStep } from "./restart-rules";
import type { InFlight, Origin, Scope } from "./schemas";
import { keyOf, nameTargets } from "./targets";
import { RESTART_STEPS, type SwitchRow, type Verdict } from "./types";

/** Switches as people read them, with what the reader may do with each. */
export async function toRows(tx: Tx, ctx: Ctx, rows: readonly Switch[]): Promise<SwitchRow[]> {
  const names = await nameTargets(tx, rows);
  const people = await readPeople(
    tx,
    rows.flatMap((row) => [row.setById, row.restartAskedById, row.restartConfirmedById, row.clearedById]),
  );
  const now = await clock(tx);
  const operator = rows.some(({ tenantId }) => tenantId === null) ? await mayOperateIn(tx, ctx) : NONE;
  return rows.map((row) => {
    const named = names.get(keyOf(row));
    return {
      id: row.id,
      // CHECK constraints keep these columns to these words.
      scope: row.scope as Scope,
      target: row.target,
      label: named?.label ?? row.target ?? "",
      detail: named?.detail ?? "",
      reason: row.reason,
      origin: row.origin as Origin,
      inFlight: row.inFlight as InFlight,
      freezes: row.freezes,
      incidentId: row.incidentId,
      setBy: people(row.setById),
      setAt: row.setAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      effectiveAt: row.effectiveAt?.toISOString() ?? null,
      gateways: row.gateways,
      enforcedMs: row.effectiveAt && row.effectiveAt.getTime() - row.setAt.getTime(),
      drainedAt: row.drainedAt?.toISOString() ?? null,
      percent: row.percent,
      restart:
        row.restartAskedById === null
          ? null
          : {
              askedBy: people(row.restartAskedById),
              askedAt: (row.restartAskedAt ?? row.setAt).toISOString(),
              reason: row.restartReason ?? "",
              confirmedBy: people(row.restartConfirmedById),
            },
      cleared: row.clearedAt && {
        at: row.clearedAt.toISOString(),
        by: people(row.clearedById),
        reason: row.clearReason ?? "",
      },
      state: stateOf(row, now),
      can: canOf(ctx, row, now, row.tenantId === null ? operator : NONE),
    };
  });
}

const NONE: Verdict = { ok: true };

function stateOf(row: Switch, now: Date): SwitchRow["state"] {
  if (row.expiresAt && row.expiresAt <= (row.clearedAt ?? now)) return "expired";
  if (row.clearedAt) return "cleared";
  return row.percent > 0 ? "restarting" : "in_force";
}

/** The sentences the verbs would refuse with, so that no button is enabled that would be refused. */
function canOf(ctx: Ctx, row: Switch, now: Date, operator: Verdict): SwitchRow["can"] {
  const facts = stopFacts(row, now);
  const verdicts = RESTART_STEPS.map((step) => {
    const rights = lacking(ctx, STEP_RIGHTS[step]);
    if (!rights.ok) return [step, rights];
    if (!operator.ok) return [step, operator];
    const answer = mayStep(facts, step, personOf(ctx));
    return [step, answer.ok ? answer : { ok: false, why: answer.why }];
  });
  return Object.fromEntries(verdicts) as SwitchRow["can"];
}

function lacking(ctx: Ctx, permission: (typeof STEP_RIGHTS)["clear"]): Verdict {
  try {
    requirePermission(ctx, permission);
    return { ok: true };
  } catch (error) {
    if (error instanceof DomainError) return { ok: false, why: error.message };
    throw error;
  }
}

/** Looks people up once; what was nobody stays null, and who is gone keeps a name. */
async function readPeople(tx: Tx, ids: readonly (string | null)[]) {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const users = await tx.user.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? "a former member" });
}
