import { readdirSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startMisbehavingHttp, type MisbehavingPeer } from "@/tests/misbehaving-http-peer";
import { misbehaving, toolCall, upstreamRef } from "@/tests/upstream-peers";
import { callTool, closeUpstreams, type UpstreamRef } from "./index";

const MB = 1024 * 1024;
const LIMITS = { breakerFailures: 100 };

let http: MisbehavingPeer;
beforeAll(async () => {
  http = await startMisbehavingHttp();
});
afterAll(() => http.stop());

/** Tools that misbehave, and the time each is given. Those that flood or kill are rarer: they take longer. */
const OVER_STDIO = [
  ["hang", 40],
  ["garbage", 40],
  ["not-an-object", 5_000],
  ["deep", 5_000],
  ["refuse", 5_000],
  ["break-down", 5_000],
] as const;
const OVER_HTTP = [
  ["hang", 40],
  ["drip", 60],
  ["drip-events", 60],
  ["die", 5_000],
  ["die-mid-answer", 5_000],
  ["invalid-json", 5_000],
  ["wrong-schema", 5_000],
  ["not-an-object", 5_000],
  ["wrong-type", 5_000],
  ["status-422", 5_000],
  ["status-500", 5_000],
  ["redirect", 5_000],
] as const;

type Job = () => Promise<unknown>;

async function fails(upstream: UpstreamRef, tool: string, timeoutMs: number): Promise<void> {
  await expect(callTool(upstream, toolCall(tool, {}, { timeoutMs }))).rejects.toMatchObject({
    name: "UpstreamError",
  });
}

/** `count` calls of these tools, in turn. */
function calls(upstream: UpstreamRef, tools: readonly (readonly [string, number])[], count: number): Job[] {
  return Array.from({ length: count }, (_, index) => {
    const [tool, timeoutMs] = tools[index % tools.length]!; // safe: within its length
    return () => fails(upstream, tool, timeoutMs);
  });
}

/** Eight at once; after each eight one that goes well, so that the breaker has nothing to do with it. */
async function runAll(jobs: readonly Job[], well: Job): Promise<void> {
  for (let from = 0; from < jobs.length; from += 8) {
    await Promise.all(jobs.slice(from, from + 8).map((job) => job()));
    await well();
  }
}

async function misbehave(times: number): Promise<void> {
  const child = { ...misbehaving(), limits: LIMITS };
  const server = { ...upstreamRef("mcp_http", { url: http.url }), limits: LIMITS };
  const killed = Array.from({ length: times / 25 }, (): Job => async () => {
    // Its own each time: a server that keeps dying is left alone for longer and longer.
    await fails(misbehaving(), "die", 10_000);
  });
  const floods = Array.from(
    { length: Math.ceil(times / 200) },
    (_, index): Job =>
      () =>
        fails(index % 2 === 0 ? child : server, "huge", 30_000),
  );
  const rest = times - killed.length - floods.length;
  const overStdio = calls(child, OVER_STDIO, Math.floor(rest / 2));
  const overHttp = calls(server, OVER_HTTP, Math.ceil(rest / 2));
  await runAll(overStdio, () => callTool(child, toolCall("env")));
  await runAll(overHttp, () => callTool(server, toolCall("fine")));
  for (const job of [...killed, ...floods]) await job();
  await closeUpstreams();
}

/** Processes that this one started and that still live, by the system's own list. */
function children(): number {
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid).length;
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function held(): { memory: number; files: number; resources: number } {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return {
    memory: heapUsed + external,
    files: readdirSync("/proc/self/fd").length,
    resources: process.getActiveResourcesInfo().filter((name) => name !== "Immediate").length,
  };
}

test.skipIf(process.platform !== "linux")(
  "a thousand calls that go wrong in every way leave no process, no socket and no memory behind",
  async () => {
    // What is made once, for good, is made now.
    await misbehave(100);
    const before = held();
    await misbehave(1_000);
    await vi.waitFor(async () => {
      expect(children()).toBe(0);
      expect(await http.openSockets()).toBe(0);
      const after = held();
      expect(after.files).toBeLessThanOrEqual(before.files + 4);
      expect(after.resources).toBeLessThanOrEqual(before.resources + 4);
      expect(after.memory).toBeLessThan(before.memory + 24 * MB);
    }, 30_000);
  },
);
