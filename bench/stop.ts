import { setTimeout as pause } from "node:timers/promises";
import { inheritedEnv } from "../lib/platform/env/process";
import { setSwitch } from "../lib/switches";
import { ctxFor } from "../tests/factories";
import { startFleet, type Fleet } from "../tests/gateway-fleet";
import { save } from "./save";
import { spreadOf, type Spread } from "./summary";

/** A p99 of fewer would be one stop. */
const STOPS = Number(inheritedEnv().AGENTGATE_BENCH_STOPS ?? 200);
const GATEWAYS = 4;
const CALLERS_EACH = 4;
/** What is promised (p99), from setting the switch to the last call that is sent. */
const PROMISED_MS = 250;
/** Longer than anything that was let through takes to be recorded. */
const SETTLED_MS = 150;

type Row = Spread & { of: string };

/**
 * `npm run bench -- stop`: how long after a person sets a switch the last call is sent, by the calls' own records, while
 * four gateway processes are called without a pause; and how long until the person reads that it is enforced.
 */
export async function benchStop(): Promise<void> {
  const startedAt = new Date();
  const fleet = await startFleet(GATEWAYS);
  try {
    const rows = await measure(fleet);
    console.log(`${"ms".padEnd(26)}${["p50", "p99", "most"].map((name) => name.padStart(8)).join("")}`);
    for (const { of, p50, p99, max } of rows)
      console.log(of.padEnd(26) + [p50, p99, max].map((ms) => String(ms).padStart(8)).join(""));
    const kept = rows[0]!.p99 < PROMISED_MS;
    console.log(
      `${STOPS} stops; promised: p99 of the last call under ${PROMISED_MS} ms. ${kept ? "Kept." : "NOT kept."}`,
    );
    const load = { gateways: GATEWAYS, callers: GATEWAYS * CALLERS_EACH, stops: STOPS };
    console.log(`Written to ${await save(startedAt, { stop: { load, rows } })}`);
    if (!kept) process.exitCode = 1;
  } finally {
    await fleet.stop();
  }
}

async function measure(fleet: Fleet): Promise<Row[]> {
  const { tenant, superuser } = fleet;
  const sessionId = await fleet.openSession();
  let over = false;
  const caller = async (n: number) => {
    while (!over) {
      const { status } = await fleet
        .call(fleet.gateways[n % GATEWAYS]!, sessionId)
        .catch(() => ({ status: 0 }));
      if (status !== 200) await pause(20);
    }
  };
  const callers = Array.from({ length: GATEWAYS * CALLERS_EACH }, (_, n) => caller(n));
  const [lastCall, returned]: [number[], number[]] = [[], []];
  let cleared = 0;
  for (let n = 0; n < STOPS; n++) {
    await untilCalling(fleet, cleared);
    const began = Date.now();
    const input = { scope: "session", target: sessionId, reason: "Measured." } as const;
    const { complete } = await setSwitch(ctxFor(tenant.id, tenant.responder), input);
    if (!complete) throw new Error("A stop was not enforced in time.");
    returned.push(Date.now() - began);
    await pause(SETTLED_MS);
    const { rows } = await superuser.query<{ at: Date }>("select max(started_at) as at from outcomes");
    lastCall.push(Math.max(0, rows[0]!.at.getTime() - began));
    await superuser.query("update switches set cleared_at = clock_timestamp() where cleared_at is null");
    cleared = Date.now();
  }
  over = true;
  await Promise.all(callers);
  return [
    { of: "to the last call sent", ...spreadOf(lastCall) },
    { of: "to the answer: enforced", ...spreadOf(returned) },
  ];
}

/** Calls are sent again, several by each caller. */
async function untilCalling({ superuser }: Fleet, since: number): Promise<void> {
  const sql = "select count(*)::int as n from outcomes where started_at > $1";
  const sent = async () => (await superuser.query<{ n: number }>(sql, [new Date(since)])).rows[0]!.n;
  while ((await sent()) < 2 * GATEWAYS * CALLERS_EACH) await pause(20);
}
