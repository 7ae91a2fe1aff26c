import { setTimeout as pause } from "node:timers/promises";
import { newId } from "../../lib/platform/ids";
import { ask } from "./client";
import type { Answer, Down } from "./facts";
import type { Blow, PartName } from "./schedule";
import type { Door, Topology } from "./topology";
import { APPLY } from "./world";

const PROBE_EVERY_MS = 40;
const ANSWER_MS = 1_000;
/** Past it nobody believes any more that it comes back. */
const LONGEST_MS = 60_000;

export type Struck = { down: Down; blow: Blow; servedAfterMs: number | null };

type Strike = {
  topology: Topology;
  sessionId: string;
  heard: (answer: Answer) => void;
  signal: AbortSignal;
};

/** Lets all blows of a cycle fall, and brings back what they struck. Resolves when all serve again. */
export async function strike(blows: readonly Blow[], it: Strike): Promise<Struck[]> {
  const struck = new Set<PartName>(blows.map(({ victim }) => victim));
  return Promise.all(
    blows.map(async (blow) => {
      await pause(blow.at, undefined, { signal: it.signal });
      const began = Date.now();
      const down = await (blow.how === "pause" ? stopFor(blow, it.topology) : killFor(blow, struck, it));
      const doors = doorsFor(blow.victim, struck, it.topology);
      if (doors.length === 0) return { down, blow, servedAfterMs: null };
      await untilServed(blow, doors, it);
      // A stopped process was to be stopped for so long; what it took is counted from where it went on.
      return { down, blow, servedAfterMs: Date.now() - (blow.how === "pause" ? down.to : began) };
    }),
  );
}

async function killFor({ victim, forMs }: Blow, struck: ReadonlySet<PartName>, it: Strike): Promise<Down> {
  const { postgres, process } = it.topology;
  if (victim === "postgres") await postgres.crash();
  else await process(victim).kill();
  const from = Date.now();
  const up = new AbortController();
  const asked = askMeanwhile(doorsFor(victim, struck, it.topology), it, up.signal);
  await pause(forMs);
  // On a busy machine the first answer takes its time; without one, nothing was tried while it was down.
  await Promise.race([asked, pause(ANSWER_MS)]);
  const to = Date.now();
  up.abort();
  if (victim === "postgres") await postgres.restart();
  else process(victim).start();
  return { what: victim, from, to };
}

/** Asks again and again, until it is up again. Resolves at the first answer. */
async function askMeanwhile(doors: readonly Door[], it: Strike, up: AbortSignal): Promise<void> {
  if (doors.length === 0) return;
  it.heard(await probe(doors[0]!, it));
  void (async () => {
    for (let n = 1; !up.aborted && !it.signal.aborted; n++) {
      it.heard(await probe(doors[n % doors.length]!, it));
      await pause(PROBE_EVERY_MS);
    }
  })();
}

async function stopFor({ victim, forMs }: Blow, { process }: Topology): Promise<Down> {
  const part = process(victim as Exclude<PartName, "postgres">);
  part.signal("SIGSTOP");
  const from = Date.now();
  await pause(forMs);
  const to = Date.now();
  part.signal("SIGCONT");
  return { what: victim, from, to };
}

/** Through which processes it shows that this one serves again: itself; for the database, all that never fell. */
function doorsFor(victim: PartName, struck: ReadonlySet<PartName>, { doors }: Topology): Door[] {
  if (victim === "worker") return [];
  return doors.filter(({ via }) => (victim === "postgres" ? !struck.has(via as PartName) : via === victim));
}

async function untilServed({ victim }: Blow, doors: readonly Door[], it: Strike): Promise<void> {
  const deadline = Date.now() + LONGEST_MS;
  for (let n = 0; !it.signal.aborted; n++) {
    const answer = await probe(doors[n % doors.length]!, it);
    it.heard(answer);
    if (answer.kind === "executed") return;
    if (Date.now() > deadline)
      throw new Error(`Nothing was served for ${LONGEST_MS / 1_000} s after ${victim} came back.`);
    await pause(PROBE_EVERY_MS);
  }
}

/** One call that is allowed where anything is. */
function probe(door: Door, { topology, sessionId, signal }: Strike): Promise<Answer> {
  const [tenant] = topology.tenants;
  const name = `probe-${newId()}`;
  return ask({
    ...{ name, tenantId: tenant.id, apiKey: tenant.agent.apiKey, door: "rest" as const },
    ...{ sessionId, tool: APPLY, signal, ...door },
    arguments: { means: "allow", review: "leave", effect: { name, upset: "none" } },
  });
}
