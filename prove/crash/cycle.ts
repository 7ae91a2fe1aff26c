import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openSession } from "../../lib/sessions";
import { idFloor } from "../../lib/platform/ids";
import { within } from "../within";
import { strike, type Struck } from "./blows";
import { verified, type Heads } from "./chain";
import { type EffectLog, inspect, lookAcross, readRows } from "./collect";
import { drained } from "./drain";
import type { Answer, Facts, Vote } from "./facts";
import { Reviewers } from "./reviewers";
import { blowsOf, callOf } from "./schedule";
import type { Topology } from "./topology";
import { drive } from "./traffic";

/** How long callers still wait once everything serves again and all calls are made, before they give up. */
const LATE_MS = 2_500;
/** A part that was struck has a minute to serve again, after it was down, and it may be struck last. */
const SERVED_S = 180;
const CALLS_S = 180;
const STEP_S = 120;

export type CycleJob = {
  seed: number;
  cycle: number;
  calls: number;
  topology: Topology;
  effects: EffectLog;
  /** How far the chains were when the cycle before had ended. */
  heads: Heads;
  folder: string;
};
export type Cycle = { facts: Facts; struck: Struck[]; sessions: { tenantId: string; id: string }[] };

/** Traffic, blows, drain, and all that is known afterwards. @throws where the product does not come back */
export async function runCycle(job: CycleJob): Promise<Cycle> {
  const { seed, cycle, topology } = job;
  // Ids begin with the time, so what is of this cycle is what has a later one.
  const floor = idFloor(Date.now());
  const [answers, votes]: [Answer[], Vote[]] = [[], []];
  const heard = (answer: Answer) => {
    answers.push(answer);
    appendFileSync(join(job.folder, "answers.jsonl"), `${JSON.stringify({ cycle, ...answer })}\n`);
  };
  const pair = () => Promise.all([sessionOf(topology.tenants[0]), sessionOf(topology.tenants[1])]);
  const opened = Promise.all([pair(), pair()]);
  const [own, refused] = await within("To open the cycle's sessions", STEP_S, opened);
  const sessions = [own, refused].flatMap((ids) =>
    ids.map((id, n) => ({ tenantId: topology.tenants[n]!.id, id })),
  );
  const reviewers = new Reviewers(topology.tenants, (vote) => votes.push(vote));
  const giveUp = new AbortController();
  const { signal } = giveUp;
  let busy = true;
  try {
    const blows = strike(blowsOf(seed, cycle, topology.parts), {
      topology,
      sessionId: own[0],
      heard,
      signal,
    });
    const served = blows.finally(() => (busy = false));
    const allMade = new AbortController();
    const { done: traffic, underWay } = drive({
      ...{ seed, cycle, calls: job.calls, topology, heard, signal },
      ...{ busy: () => busy, sessions: own, refused },
      made: () => allMade.abort(),
      opened: (tenantId, id) => sessions.push({ tenantId, id }),
    });
    const struck = await within("To bring back what was struck", SERVED_S, served, underWay);
    if (!allMade.signal.aborted)
      await within("The calls", CALLS_S, Promise.race([once(allMade.signal, "abort"), traffic]), underWay);
    // A call whose process was killed stays open until it is due, which is longer than anybody has to wait here.
    await Promise.race([traffic, pause(LATE_MS)]);
    giveUp.abort();
    await within("The callers' end", STEP_S, traffic, underWay);
    const left = await within("To settle what is due", STEP_S, drained(topology.superuser));
    await within("The reviewers' end", STEP_S, reviewers.stop());
    const overdue = [...topology.fallen(), ...left.map((line) => reviewers.explained(line))];
    const seen = { floor, answers, votes, overdue, struck, sessions, refused };
    return { facts: await within("To read what there is", STEP_S, collect(job, seen)), struck, sessions };
  } finally {
    giveUp.abort();
    reviewers.leave();
  }
}

function sessionOf({ id, agent }: Topology["tenants"][number]): Promise<string> {
  return openSession({ tenantId: id, agentId: agent.id }, { kind: "rest", label: "crash" }).then(
    (it) => it.id,
  );
}

type Seen = Pick<Facts, "answers" | "votes" | "overdue" | "refused"> &
  Pick<Cycle, "struck" | "sessions"> & { floor: string };

async function collect({ seed, topology, effects: log, heads }: CycleJob, seen: Seen): Promise<Facts> {
  const { answers, votes, overdue, struck, sessions, refused, floor } = seen;
  // Before the rows: an effect that comes in between would seem to have none.
  const effects = await log.read(new Set(answers.map(({ name }) => name)));
  const keys = [...new Set(effects.map(({ key }) => key))];
  const rows = await readRows(topology.superuser, {
    ...{ floor, keys, refused, heads },
    tenants: topology.tenants,
  });
  const chains = await verified(rows.chains);
  const inspected = new Map<string, ReadonlySet<string>>();
  for (const tenant of topology.tenants) {
    const own = sessions.filter(({ tenantId }) => tenantId === tenant.id).map(({ id }) => id);
    for (const [id, calls] of await inspect(tenant, own)) inspected.set(id, new Set(calls.keys()));
  }
  const looks = await lookAcross(topology.tenants, answers, topology.doors[0]!.url);
  const plans = new Map(
    [...answers, ...effects].flatMap(({ name }) => {
      const [, of, n] = /^c(\d+)-(\d+)$/.exec(name) ?? [];
      return n === undefined
        ? []
        : [[name, callOf(seed, Number(of), Number(n), topology.doors.length).kind] as const];
    }),
  );
  const downs = struck.map(({ down }) => down);
  return { plans, answers, votes, refused, effects, ...rows, chains, inspected, looks, overdue, downs };
}
