import type { Ctx } from "../../platform/ctx";
import type { Incident, Tx } from "../../platform/db";
import { effectsOf } from "../impact/effects";
import { scopeOf } from "../impact/scope";
import { actorId } from "../load";
import type { StepState } from "../schemas";
import { compensationsOf } from "./store";

/**
 * Keeps the runbook's step by what is known: under way, and done once nothing is left. People may still say otherwise;
 * a step that they have skipped stays skipped.
 */
export async function noteProgress(tx: Tx, ctx: Ctx, incident: Incident): Promise<void> {
  const { tenantId, id: incidentId } = incident;
  const effects = await effectsOf(tx, tenantId, await scopeOf(tx, incident));
  const rows = await compensationsOf(tx, incident);
  const states = effects.rows.map(({ decisionId }) => rows.get(decisionId)?.state ?? "todo");
  const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  const settled = count("done", "manual", "skipped");
  const all = settled === states.length && !effects.truncated;
  const state: StepState = all ? "done" : "doing";
  const parts = [
    `${count("done")} of ${states.length}${effects.truncated ? " or more" : ""} taken back`,
    ...(count("manual") > 0 ? [`${count("manual")} by hand`] : []),
    ...(count("skipped") > 0 ? [`${count("skipped")} left as they are`] : []),
    ...(count("failed") > 0 ? [`${count("failed")} failed`] : []),
    ...(count("waiting") > 0 ? [`${count("waiting")} waiting for approval`] : []),
  ];
  await tx.incidentStep.updateMany({
    where: { tenantId, incidentId, kind: "compensate", state: { not: "skipped" } },
    data: { state, evidence: `${parts.join(", ")}.`, updatedById: actorId(ctx), updatedAt: new Date() },
  });
}
