import type { Effect } from "../peer";
import { finding, type Finding } from "../promises";
import type { Answer, Trial } from "../trial";
import { soWithin, until } from "../until";
import { badRows } from "./records";

/** How long an answer that must not come is given to come. */
const GRACE_MS = 500;

/**
 * Holds a commit that is under way, and then kills the gateway and the transaction: whoever was told of a decision
 * meanwhile was told of one that never was.
 */
export async function killedWhileCommitting(trial: Trial): Promise<Finding[]> {
  const { first } = trial.stage.agents;
  const session = await trial.openSession();
  await trial.call({ session, tag: `${session}-warm` });
  const lock = await trial.connect();
  await lock.query("begin");
  await lock.query("select pg_advisory_xact_lock(control_lock_key($1))", [first.tenantId]);
  const answers: Answer[] = [];
  const tags = [`${session}-a`, `${session}-b`];
  const calls = [
    ...tags.map((tag) => trial.call({ session, tag })),
    trial.call({ session, tool: "peer.never", tag: `${session}-never` }),
  ].map((it) => it.then((answer) => void answers.push(answer)));
  await until("a commit waits", async () => (await trial.count(waiting("record_decisions"))) > 0);
  await soWithin(
    GRACE_MS,
    () => answers.length === calls.length && tags.every((tag) => effectsOf(trial, tag) > 0),
  );
  await killHeld(trial, lock, "record_decisions");
  await Promise.all(calls);
  const effects = tags.flatMap((tag) => trial.stage.peer.effects(tag));
  return [
    finding("recorded", [...(await withoutRow(trial, answers)), ...(await badRows(trial))]),
    finding("intent", await withoutDecision(trial, effects)),
  ];
}

/** The same for the outcome: who was told of one can find it. */
export async function killedBeforeOutcome(trial: Trial): Promise<Finding[]> {
  const session = await trial.openSession();
  const lock = await trial.connect();
  await lock.query("begin");
  await lock.query("lock table outcomes in share row exclusive mode");
  const tag = `${session}-outcome`;
  let answer: Answer | undefined;
  const call = trial.call({ session, tag }).then((it) => void (answer = it));
  await until("an outcome waits", async () => (await trial.count(waiting("record_outcomes"))) > 0);
  await soWithin(GRACE_MS, () => answer !== undefined);
  await killHeld(trial, lock, "record_outcomes");
  await call;
  const stored = await trial.count("outcomes where session_id = $1", [session]);
  const lost = answer?.status === 200 && stored === 0;
  return [
    finding(
      "recorded",
      lost ? [`the outcome of call ${answer?.callId} was acknowledged and has no row`] : [],
    ),
  ];
}

function waiting(statement: string): string {
  return `pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%${statement}%'`;
}

function effectsOf({ stage }: Trial, tag: string): number {
  return stage.peer.effects(tag).length;
}

/** As when a machine loses power: the gateway, then what it had asked for, then who was in the way. */
async function killHeld(
  trial: Trial,
  lock: Awaited<ReturnType<Trial["connect"]>>,
  statement: string,
): Promise<void> {
  await trial.gateways[0]!.kill();
  await trial.sql.query(`select pg_terminate_backend(pid) from ${waiting(statement)}`);
  await until("it is gone", async () => (await trial.count(waiting(statement))) === 0);
  await lock.query("rollback");
  await trial.gateways[0]!.start();
}

/** Answers that name a call which the database doesn't know. */
async function withoutRow(trial: Trial, answers: readonly Answer[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { callId, status, code } of answers)
    if (callId !== "" && (await trial.count("decisions where id = $1", [callId])) !== 1)
      lost.push(`call ${callId} was acknowledged (HTTP ${status} ${code}) and has no row`);
  return lost;
}

/** Effects whose key, which is their decision's id, the database doesn't know. */
export async function withoutDecision(trial: Trial, effects: readonly Effect[]): Promise<string[]> {
  const bare: string[] = [];
  for (const { key, tag } of effects)
    if ((await trial.count("decisions where id::text = $1 and action = 'ALLOW'", [key])) !== 1)
      bare.push(`the effect ${tag} with key ${key} has no decision`);
  return bare;
}
