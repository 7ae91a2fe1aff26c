import { setTimeout as pause } from "node:timers/promises";
import type { Check } from "../suite";
import { Tally } from "../suite";
import { faultsOf, type Heads } from "./chain";
import { inspect } from "./collect";
import type { Cycle } from "./cycle";
import type { Topology } from "./topology";

/** A capability's time-out with all its tries, and the product's grace. */
const LONGEST_DUE_MS = 60_000;

/**
 * After all cycles: whatever was told is still there, and every call that began has an outcome or says that it is in
 * doubt. That takes until the last of them is due, which cycles do not wait for.
 */
export async function settledInTheEnd(
  topology: Topology,
  { done, heads, seed }: { done: readonly Cycle[]; heads: Heads; seed: number },
): Promise<Check[]> {
  const kept = new Tally(
    "What was acknowledged in any cycle is still recorded after all of them (I1)",
    "T24",
  );
  const settled = new Tally(
    "Every call that began has an outcome in the end, or says that it is in doubt (I6)",
    "T18",
  );
  const told = new Set(
    done.flatMap(({ facts }) =>
      facts.answers.flatMap(({ callId, decisionId }) => decisionId ?? callId ?? []),
    ),
  );
  const ids = [...told];
  const sql = "select id from decisions where id = any($1::uuid[])";
  const { rows } = await topology.superuser.query<{ id: string }>(sql, [ids]);
  const there = new Set(rows.map(({ id }) => id));
  for (const id of ids) kept.add(!there.has(id) && `seed ${seed}: decision ${id} was told and is gone`);

  const open = await openCalls(topology);
  await pause(Math.min(LONGEST_DUE_MS, Math.max(0, ...open.map(({ dueInMs }) => dueInMs + 50))));
  const left = await openCalls(topology);
  const sessions = [...new Set(left.map(({ sessionId }) => sessionId))];
  const states = new Map<string, string>();
  for (const tenant of topology.tenants) {
    const own = left.filter(({ tenantId }) => tenantId === tenant.id).map(({ sessionId }) => sessionId);
    const shown = await inspect(
      tenant,
      sessions.filter((id) => own.includes(id)),
    );
    for (const calls of shown.values()) for (const [id, state] of calls) states.set(id, state);
  }
  for (const { id, callId } of left) {
    const state = states.get(callId) ?? "not shown";
    settled.add(
      state !== "in_doubt" && `seed ${seed}: decision ${id} has no outcome, and its call is ${state}`,
    );
  }
  // Those with an outcome are settled: they were tried as well.
  for (let n = left.length; n < ids.length; n++) settled.add();
  const whole = new Tally(
    "The product's own verifier finds nothing wrong with any tenant's whole chain in the end (I5)",
  );
  for (const { id } of topology.tenants) {
    const faults = await faultsOf(id, heads.get(id) ?? null);
    whole.add(faults.length > 0 && `seed ${seed}: chain of ${id}: ${faults.length} faults: ${faults[0]}`);
  }
  return [kept.check, settled.check, whole.check];
}

type Open = { id: string; callId: string; sessionId: string; tenantId: string; dueInMs: number };

async function openCalls({ superuser }: Topology): Promise<Open[]> {
  const { rows } = await superuser.query<Open>(
    `select d.id, d.call_id as "callId", d.session_id as "sessionId", d.tenant_id as "tenantId",
       (extract(epoch from d.outcome_due_at - clock_timestamp()) * 1000)::float8 as "dueInMs"
     from decisions d left join outcomes o on o.decision_id = d.id
     where d.action = 'ALLOW' and o.decision_id is null`,
  );
  return rows;
}
