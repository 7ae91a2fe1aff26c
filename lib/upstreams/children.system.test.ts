import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { misbehaving, textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import type { CredentialMaterial } from "../credentials/types";
import type { JsonObject } from "../platform/json";
import { callTool, closeUpstreams, listTools, type UpstreamRef } from "./index";
import { sweep } from "./pools";

afterEach(() => closeUpstreams());

const HOUR = 3_600_000;

function withEnv(token: string, expiresAt: number | null = Date.now() + HOUR): CredentialMaterial {
  return { env: { TOKEN: token }, secrets: [], expiresAt };
}

/** Our own server, to which a credential may give a TOKEN. */
function peer(limits: JsonObject = {}): UpstreamRef {
  const upstream = misbehaving();
  return { ...upstream, config: { ...upstream.config, credentialEnv: ["TOKEN"] }, limits };
}

async function envOf(upstream: UpstreamRef, credential: CredentialMaterial | null): Promise<JsonObject> {
  const { result } = await callTool(upstream, toolCall("env", {}, { credential }));
  return JSON.parse(textOf(result)) as JsonObject;
}

async function pidOf(upstream: UpstreamRef, credential: CredentialMaterial | null): Promise<number> {
  return Number(textOf((await callTool(upstream, toolCall("pid", {}, { credential }))).result));
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("each credential has a child of its own, and a call without one has none of them", async () => {
  const upstream = peer();
  const [first, second, none] = await Promise.all([
    envOf(upstream, withEnv("one")),
    envOf(upstream, withEnv("two")),
    envOf(upstream, null),
  ]);
  expect([first.TOKEN, second.TOKEN, none.TOKEN]).toEqual(["one", "two", undefined]);
  const pids = await Promise.all([
    pidOf(upstream, withEnv("one")),
    pidOf(upstream, withEnv("one")),
    pidOf(upstream, withEnv("two")),
  ]);
  expect(pids[0]).toBe(pids[1]);
  expect(pids[2]).not.toBe(pids[0]);
});

test("such a child ends when nobody uses it for a while, or when its credential expires", async () => {
  const upstream = peer();
  const shared = await pidOf(upstream, null);
  const lasting = await pidOf(upstream, withEnv("lasting"));
  const expired = await pidOf(upstream, withEnv("expired", Date.now() - 1));
  expect(sweep()).toBe(1);
  await vi.waitFor(() => expect(alive(expired)).toBe(false), 10_000);
  expect(alive(lasting)).toBe(true);
  expect(sweep(0)).toBe(0);
  await vi.waitFor(() => expect(alive(lasting)).toBe(false), 10_000);
  expect(alive(shared)).toBe(true);
});

test("there are eight of them at most: an idle one makes room, busy ones do not", async () => {
  const upstream = peer();
  const first = await pidOf(upstream, withEnv("0"));
  for (let index = 1; index < 8; index++) await pidOf(upstream, withEnv(String(index)));
  await pidOf(upstream, withEnv("8"));
  await vi.waitFor(() => expect(alive(first)).toBe(false), 10_000);

  const busy = Array.from({ length: 8 }, (_, index) =>
    callTool(upstream, toolCall("hang", {}, { credential: withEnv(String(index + 1)), timeoutMs: 2_000 })),
  );
  await expect(callTool(upstream, toolCall("env", {}, { credential: withEnv("9") }))).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    effect: "none",
    message: expect.stringMatching(/8 sessions .* all of them are busy/) as string,
  });
  await Promise.allSettled(busy);
});

test("a change gets a child of its own; what runs ends as it began, and then the old child ends", async () => {
  const upstream = peer();
  const before = await pidOf(upstream, null);
  const running = callTool(upstream, toolCall("hang", {}, { timeoutMs: 2_000 }));
  const idle = await pidOf(upstream, withEnv("idle"));
  const changed = { ...upstream, allow: ["10.0.0.0/8"] };
  const after = await pidOf(changed, null);
  expect(after).not.toBe(before);
  expect(alive(before)).toBe(true);
  await vi.waitFor(() => expect(alive(idle)).toBe(false), 10_000);
  await expect(running).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT", effect: "unknown" });
  await vi.waitFor(() => expect(alive(before)).toBe(false), 10_000);
  expect(await pidOf(changed, null)).toBe(after);
});

test("a variable that the configuration does not name is not set", async () => {
  const { config } = misbehaving();
  const upstream = upstreamRef("mcp_stdio", config);
  await expect(envOf(upstream, withEnv("x"))).rejects.toMatchObject({
    effect: "none",
    message: expect.stringMatching(/may not set the variable TOKEN/) as string,
  });
});

test("a server that fills memory is ended, with all that runs on it, and says why", async () => {
  const upstream = peer({ memoryMb: 160 });
  const pid = await pidOf(upstream, null);
  await expect(callTool(upstream, toolCall("hog"))).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
    effect: "unknown",
    message: "The server used more than 160 MB of memory and was ended.",
  });
  await vi.waitFor(() => expect(alive(pid)).toBe(false), 10_000);
  await vi.waitFor(async () => expect(await pidOf(upstream, null)).not.toBe(pid), 10_000);
});

test.skipIf(process.platform !== "linux")(
  "a child writes no core dumps and opens so many files",
  async () => {
    const { result } = await callTool(peer(), toolCall("limits"));
    expect(textOf(result)).toMatch(/Max core file size\s+0\s+0/);
    expect(textOf(result)).toMatch(/Max open files\s+(1024|[1-9]\d{0,2})\s/);
  },
);

test("server-memory keeps what it is told from one call to the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "agentgate-memory-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const memory = upstreamRef("mcp_stdio", {
    command: "node",
    args: ["npm:@modelcontextprotocol/server-memory"],
    env: { MEMORY_FILE_PATH: join(folder, "memory.jsonl") },
  });
  const names = (await listTools(memory, { timeoutMs: 20_000 })).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["create_entities", "read_graph"]));
  const entities = [{ name: "gate", entityType: "thing", observations: ["it is closed"] }];
  const made = await callTool(memory, toolCall("create_entities", { entities }));
  expect(made.isError).toBe(false);
  expect(textOf(made.result)).toContain("it is closed");
});
