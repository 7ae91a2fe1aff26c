import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ctxFor } from "../../../tests/factories";
import { PEER, startFleet, type Fleet, type Gateway } from "../../../tests/gateway-fleet";
import { systemCtx, type Ctx } from "../../platform/ctx";
import { inheritedEnv } from "../../platform/env/process";
import { LEASE_MARGIN_MS, LEASE_MS } from "../../platform/enforcement";
import { setSwitch, type SetSwitchInput, type StopSet } from "../../switches";

/** Two hundred with AGENTGATE_TEST_SCALE=full: minutes of two cores, which every change need not pay. */
const DRILLS = inheritedEnv().AGENTGATE_TEST_SCALE === "full" ? 200 : 12;
const GATEWAYS = 4;
const CALLERS_EACH = 6;
/** What was sent before may arrive a little later; the next call of a caller would come sooner than this. */
const ARRIVING_MS = 400;
const WAITING = { timeout: 60_000, interval: 20 };

let fleet: Fleet;
let sessionId: string;
let load: Load;

beforeAll(async () => {
  fleet = await startFleet(GATEWAYS);
  sessionId = await fleet.openSession();
  load = startLoad();
});
afterAll(async () => {
  await load.stop();
  await fleet.stop();
});

type Count = { executed: number; stopped: number };
type Load = { counts: Map<Gateway, Count>; stop: () => Promise<void> };

/** Callers that never pause while they are served, on every gateway. */
function startLoad(): Load {
  let over = false;
  const counts = new Map(fleet.gateways.map((it) => [it, { executed: 0, stopped: 0 }]));
  const caller = async (gateway: Gateway) => {
    const count = counts.get(gateway)!;
    while (!over) {
      const { status, code } = await fleet
        .call(gateway, sessionId)
        .catch(() => ({ status: 0, code: "no answer" }));
      if (status === 200) count.executed++;
      else if (code === "KILL_SWITCH") count.stopped++;
      if (status !== 200) await pause(10);
    }
  };
  const callers = fleet.gateways.flatMap((it) => Array.from({ length: CALLERS_EACH }, () => caller(it)));
  return {
    counts,
    stop: async () => {
      over = true;
      await Promise.all(callers);
    },
  };
}

/** Waits until each of these gateways has done more of it than it had. */
async function more(what: keyof Count, gateways = fleet.gateways): Promise<void> {
  const before = gateways.map((it) => load.counts.get(it)![what]);
  await vi.waitFor(
    () => gateways.forEach((it, n) => expect(load.counts.get(it)![what]).toBeGreaterThan(before[n]! + 2)),
    WAITING,
  );
}

type Scope = SetSwitchInput["scope"];
const targetOf = (scope: Scope): string | null =>
  ({
    ...{ global: null, tenant: null, agent: fleet.tenant.agent.id },
    ...{ upstream: "peer", capability: PEER, session: sessionId },
  })[scope];

/** By the person who may least; the command line where only the installation's operators may. */
function stop(scope: Scope): Promise<StopSet & { returnedAt: number }> {
  const { id, responder } = fleet.tenant;
  const ctx: Ctx = scope === "global" ? systemCtx(id, "drill") : ctxFor(id, responder);
  const input = { scope, target: targetOf(scope), reason: "A drill." };
  return setSwitch(ctx, input).then((set) => ({ ...set, returnedAt: Date.now() }));
}

async function clear(): Promise<void> {
  await fleet.superuser.query("update switches set cleared_at = clock_timestamp() where cleared_at is null");
}

type Sent = { id: string; at: Date };
/** Calls that were sent later than the stop had returned, by their own records. */
async function sentAfter(returnedAt: number, until: number): Promise<Sent[]> {
  const { rows } = await fleet.superuser.query<Sent>(
    "select decision_id as id, started_at as at from outcomes where started_at > $1 and started_at < $2",
    [new Date(returnedAt), new Date(until)],
  );
  return rows;
}

/** What reached the service later: it has to be what had been sent before. */
async function arrivedAfter(
  returnedAt: number,
  until: number,
): Promise<{ late: number[]; unsent: string[] }> {
  const arrived = (await fleet.arrivals(returnedAt + 1)).filter(({ at }) => at < until);
  const keys = arrived.map(({ key }) => key);
  const records = async () => {
    const { rows } = await fleet.superuser.query<Sent>(
      "select decision_id as id, started_at as at from outcomes where decision_id = any ($1)",
      [keys],
    );
    return new Map(rows.map(({ id, at }) => [id, at.getTime()]));
  };
  // A call that was in flight has its record when it ends.
  await vi.waitFor(async () => {
    const known = await records();
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
  }, WAITING);
  const known = await records();
  return {
    late: arrived.map(({ at }) => at - returnedAt).filter((ms) => ms > ARRIVING_MS),
    unsent: keys.filter((key) => known.get(key)! > returnedAt),
  };
}

async function expectNothingSince(returnedAt: number): Promise<void> {
  const until = Date.now();
  expect(await sentAfter(returnedAt, until)).toEqual([]);
  expect(await arrivedAfter(returnedAt, until)).toEqual({ late: [], unsent: [] });
}

const SCOPES: Scope[] = ["tenant", "agent", "upstream", "capability", "session", "global"];

describe("once a stop has returned", () => {
  it(`no later call is sent by any of ${GATEWAYS} gateways, in ${DRILLS} drills under load`, async () => {
    await more("executed");
    const waited: number[] = [];
    for (let drill = 0; drill < DRILLS; drill++) {
      const set = await stop(SCOPES[drill % SCOPES.length]!);
      expect(set).toMatchObject({ gateways: GATEWAYS, complete: true });
      waited.push(set.enforcedMs);
      // The load goes on, and all it gets is refusals.
      await more("stopped");
      await expectNothingSince(set.returnedAt);
      await clear();
      await more("executed");
    }
    const sorted = waited.toSorted((a, b) => a - b);
    console.log(
      `${DRILLS} drills, ms until it was enforced: median ${sorted[DRILLS >> 1]}, most ${sorted.at(-1)}`,
    );
  }, 1_800_000);
});

describe("a gateway that cannot answer", () => {
  const MOST_MS = LEASE_MS + LEASE_MARGIN_MS + 2_000;

  it("because it was killed holds a stop up for no longer than its lease", async () => {
    const victim = fleet.gateways[3]!;
    await more("executed");
    victim.process.kill("SIGKILL");
    const set = await stop("tenant");
    expect(set).toMatchObject({ gateways: GATEWAYS - 1, complete: true });
    expect(set.enforcedMs).toBeLessThan(MOST_MS);
    await more("stopped", fleet.gateways.slice(0, 3));
    await expectNothingSince(set.returnedAt);
    await clear();
    await victim.restart();
    await more("executed");
  });

  it("because it stands still holds it up no longer, and sends nothing when it goes on, though calls wait in it", async () => {
    const victim = fleet.gateways[2]!;
    await more("executed");
    victim.process.kill("SIGSTOP");
    const set = await stop("tenant");
    expect(set).toMatchObject({ gateways: GATEWAYS - 1, complete: true });
    expect(set.enforcedMs).toBeLessThan(MOST_MS);
    victim.process.kill("SIGCONT");
    await more("stopped");
    await expectNothingSince(set.returnedAt);
    await clear();
    await more("executed");
  });
});
