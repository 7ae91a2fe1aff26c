import { ECHO, MESSAGES } from "../tests/echo-tenant";
import { benchInspector } from "./inspector";
import { startLoadProcess } from "./load";
import type { LoadReport } from "./load-generator";
import { benchOverview } from "./overview";
import { benchPolicy, type PolicyBench } from "./policy";
import { benchResume } from "./resume";
import { save } from "./save";
import { benchStop } from "./stop";
import { startWorld, type World } from "./world";

/**
 * `npm run bench`: what the gateway does in a second, over HTTP, with every decision durable before its answer.
 * decide-only is a call that the policy denies: authenticated, evaluated, committed, answered. decide-and-execute
 * is one that it allows and the built-in echo answers, with its outcome recorded too. `npm run bench -- NAME` measures
 * something else, `npm run bench -- list` says what there is.
 */
const SCENARIOS = [
  { name: "decide-only", message: MESSAGES.denied, status: "403" },
  { name: "decide-and-execute", message: MESSAGES.allowed, status: "200" },
] as const;

/** Enough answers for a p99 worth the name; MAX_SECONDS keeps the whole run within two minutes on any machine. */
const MAX_SECONDS = 10;
const LOADS = [
  { connections: 1, requests: 3_000, warmUp: 500 },
  { connections: 16, requests: 20_000, warmUp: 2_000 },
  { connections: 64, requests: 40_000, warmUp: 4_000 },
] as const;

type Recorded = Awaited<ReturnType<World["recorded"]>>;
type Row = LoadReport & { scenario: string; connections: number };

async function main(): Promise<void> {
  const startedAt = new Date();
  console.log("Policy evaluation, one core, no I/O");
  const policy = benchPolicy();
  printPolicy(policy);

  // How long many callers wait for their answers is measured here, not when they are refused.
  const world = await startWorld({ settings: { GATEWAY_CALL_TARGET_MS: "60000" } });
  const load = startLoadProcess();
  try {
    console.log(
      `\nGateway over HTTP; PostgreSQL and load generator on the same machine (${settingsText(world)})`,
    );
    const gateway = await measure(world, load.run);
    const file = await save(startedAt, { policy, gateway, durability: world.durability });
    console.log(`\nWritten to ${file}`);
  } finally {
    await load.stop();
    await world.stop();
  }
}

async function measure(world: World, run: ReturnType<typeof startLoadProcess>["run"]): Promise<Row[]> {
  const headers = { authorization: `Bearer ${world.apiKey}`, "content-type": "application/json" };
  console.log(
    `${"".padEnd(20)}${["connections", "req/s", "p50 ms", "p95 ms", "p99 ms"].map((name) => name.padStart(12)).join("")}`,
  );
  const rows: Row[] = [];
  for (const { name, message, status } of SCENARIOS) {
    for (const job of LOADS) {
      const body = JSON.stringify({ session_id: world.sessionId, tool_name: ECHO, arguments: { message } });
      const before = await world.recorded();
      const report = await run({
        host: "127.0.0.1",
        port: world.port,
        path: "/api/v1/tools/call",
        headers,
        body,
        ...job,
        maxSeconds: MAX_SECONDS,
      });
      await check(world, before, report, status);
      const row = { scenario: name, connections: job.connections, ...report };
      rows.push(row);
      printRow(row);
    }
  }
  return rows;
}

/** A figure counts only when every answer was the expected one and stands in the database. */
async function check(
  world: World,
  before: Recorded,
  { statuses }: LoadReport,
  status: string,
): Promise<void> {
  const sent = statuses[status] ?? 0;
  if (Object.keys(statuses).length !== 1 || sent === 0)
    throw new Error(`Expected ${status} only, got ${JSON.stringify(statuses)}.`);
  const after = await world.recorded();
  const [decisions, outcomes] = [after.decisions - before.decisions, after.outcomes - before.outcomes];
  if (decisions !== sent || outcomes !== (status === "200" ? sent : 0)) {
    throw new Error(`${sent} calls left ${decisions} decisions and ${outcomes} outcomes.`);
  }
}

function printPolicy(rows: readonly PolicyBench[]): void {
  console.log(["rules", "evaluations/s", "µs each"].map((name) => name.padStart(14)).join(""));
  for (const { rules, evaluationsPerSecond, microseconds } of rows) {
    console.log(
      [grouped(rules), grouped(evaluationsPerSecond), microseconds.toFixed(2)]
        .map((cell) => cell.padStart(14))
        .join(""),
    );
  }
}

function printRow({ scenario, connections, perSecond, p50, p95, p99 }: Row): void {
  const cells = [String(connections), grouped(perSecond), ...[p50, p95, p99].map((ms) => ms.toFixed(2))];
  console.log(scenario.padEnd(20) + cells.map((cell) => cell.padStart(12)).join(""));
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}

function settingsText({ durability }: World): string {
  return Object.entries(durability)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

/** By what stands after `npm run bench --`; nothing is the first. */
const BENCHES: Record<string, { of: string; run: () => Promise<void> }> = {
  gateway: { of: "calls per second, with every decision durable before its answer", run: main },
  resume: { of: "from a person's decision to the answer at the waiting agent", run: benchResume },
  stop: { of: "from setting a stop to the last call that is sent", run: benchStop },
  overview: { of: "the home page's numbers with a million calls stored", run: benchOverview },
  inspector: { of: "a session of 10,000 calls, from asking to its first row", run: benchInspector },
};

const bench = BENCHES[process.argv[2] ?? "gateway"];
if (bench) await bench.run();
else {
  console.error("There are these benches: npm run bench -- NAME");
  for (const [name, { of }] of Object.entries(BENCHES)) console.error(`  ${name.padEnd(10)} ${of}`);
  process.exitCode = 2;
}
