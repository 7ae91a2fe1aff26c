import { randomUUID } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { Tally, type Check, type Job } from "../suite";
import { switchOf, type Cause } from "./causes";
import { bundleWith } from "./plant";
import type { Stage } from "./stage";
import { Trial, type Answer } from "./trial";
import { until } from "./until";

/** Calls at once: more than the pool has connections, fewer than an upstream lets wait. */
const AT_ONCE = 24;

/**
 * One row of the matrix (T23): the cause is there when the gateway starts; it goes, and a call runs; it comes back under a
 * running gateway. While it is there, no call is allowed and none has an effect.
 */
export async function failClosed(stage: Stage, cause: Cause, calls: number, { log }: Job): Promise<Check[]> {
  const tally = new Tally(`With ${cause.name}, no call is allowed and none has an effect`, "T23");
  const { bundle, folder, remove } = await bundleWith(cause.source);
  try {
    const env = cause.env?.();
    const trial = await Trial.begin(stage, { bundle, gateways: 0, ...(env ? { env } : {}) });
    try {
      const asked = await row(trial, withSwitch(cause, switchOf(folder)), calls);
      for (const it of asked) tally.add(letThrough(trial, it));
      log(`${cause.name}: ${summary(asked)}; ${tally.check.violations.length} let through`);
    } finally {
      await trial.end();
    }
  } finally {
    await remove();
  }
  return [tally.check];
}

/** `marked`: the file in which calls that hang are counted. */
type Switched = Cause & { marked?: string };

/** What a planted source looks for is a file that is there while its cause is. */
function withSwitch(cause: Cause, file: string): Switched {
  if (!cause.source) return cause;
  const made = { ...cause, set: () => writeFile(file, ""), lift: () => rm(file) };
  return cause.patience === undefined ? made : { ...made, marked: file };
}

type Asked = { tag: string; answer: Answer };

async function row(trial: Trial, cause: Switched, calls: number): Promise<Asked[]> {
  const session = await sessionBySql(trial);
  await cause.set?.(trial);
  await trial.addGateway("/healthz");
  const cell = { session, calls, cause };
  if (cause.reachable) await until("a gateway has its rules", () => begun(trial));
  const asked = await refusals(trial, { ...cell, tool: "peer.read", state: "start" });
  if (!cause.lift) return asked;
  await liftAndRun(trial, cause, session);
  if (cause.only === "start") return asked;
  await cause.set?.(trial);
  asked.push(...(await refusals(trial, { ...cell, tool: cause.laterTool ?? "peer.read", state: "running" })));
  await liftAndRun(trial, cause, session);
  return asked;
}

/** Whether it refuses a call of an unknown session by itself, and no longer because it has only just started. */
async function begun(trial: Trial): Promise<boolean> {
  const { status } = await trial.call({ session: randomUUID(), tag: "begun" });
  return status !== 0 && status !== 503;
}

/** Otherwise calls would be refused for another reason than the cause; and what comes late has come by then. */
async function liftAndRun(trial: Trial, cause: Cause, session: string): Promise<void> {
  await cause.lift?.(trial);
  const runs = async () => (await trial.call({ session, tag: `${session}-between` })).status === 200;
  await until(`calls run without ${cause.name}`, runs);
}

type Cell = { session: string; calls: number; cause: Switched; tool: string; state: string };

async function refusals(trial: Trial, { session, calls, cause, tool, state }: Cell): Promise<Asked[]> {
  const { patience = 60_000, keys } = cause;
  const asked: Asked[] = [];
  for (let from = 0; from < calls; from += AT_ONCE) {
    const wave = Array.from({ length: Math.min(AT_ONCE, calls - from) }, async (_, n) => {
      const tag = `${session}-${state}-${from + n}`;
      const call = { session, tool, tag, patience, ...(keys ? { key: tag } : {}) };
      return { tag, answer: await trial.call(call) };
    });
    asked.push(...(await Promise.all(wave)));
    if (cause.marked) await allMarked(cause.marked, asked);
  }
  return asked;
}

/** A call that is on its way when the cause goes would be decided without it. */
async function allMarked(file: string, asked: readonly Asked[]): Promise<void> {
  const unanswered = asked.filter(({ answer }) => answer.status === 0).length;
  await until("all calls are where they hang", async () => (await stat(file)).size >= unanswered);
}

function letThrough({ stage }: Trial, { tag, answer: { status, code } }: Asked): string | null {
  const effects = stage.peer.effects(tag).length;
  // A call that people are asked about (202) is one the policy was asked about.
  if (status !== 200 && status !== 202 && effects === 0) return null;
  return `${tag}: HTTP ${status} ${code}, ${effects} effects`;
}

/** How often each answer was given. */
function summary(asked: readonly Asked[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of asked) {
    const said = answer.status === 0 ? "no answer" : `${answer.status} ${answer.code}`.trim();
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return [...counts].map(([said, count]) => `${count} × ${said}`).join(", ");
}

/** A gateway may be in no state to open one. */
async function sessionBySql({ sql, stage }: Trial): Promise<string> {
  const { tenantId, id } = stage.agents.first;
  const { rows } = await sql.query<{ id: string }>(
    `insert into sessions (id, tenant_id, agent_id, kind, label) values (uuid7_now(), $1, $2, 'rest', '') returning id`,
    [tenantId, id],
  );
  return rows[0]!.id;
}
