import { afterEach, expect, test, vi } from "vitest";
import { misbehaving, textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import { callTool, closeUpstreams, listTools, onToolsChanged, UpstreamError } from "./index";

afterEach(() => closeUpstreams());

async function failure(work: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await work.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw error;
  return error;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a call that hangs ends in time, with its effect unknown", async () => {
  const peer = misbehaving();
  await callTool(peer, toolCall("env"));
  const started = performance.now();
  const error = await failure(callTool(peer, toolCall("hang", {}, { timeoutMs: 300 })));
  expect(error).toMatchObject({ code: "UPSTREAM_TIMEOUT", effect: "unknown" });
  expect(performance.now() - started).toBeLessThan(1_500);
});

test("a server that dies mid-call leaves the effect unknown, and the next call has a new one", async () => {
  const peer = misbehaving();
  const calls = [callTool(peer, toolCall("hang")), callTool(peer, toolCall("die"))];
  for (const call of calls)
    expect(await failure(call)).toMatchObject({ code: "UPSTREAM_FAILED", effect: "unknown" });
  expect((await callTool(peer, toolCall("env"))).isError).toBe(false);
});

test("a server that dies between calls is started again", async () => {
  const peer = misbehaving();
  expect(textOf((await callTool(peer, toolCall("die-quietly"))).result)).toBe("last words");
  await vi.waitFor(async () =>
    expect(textOf((await callTool(peer, toolCall("noise-then-answer"))).result)).toBe("fine"),
  );
});

test("an answer of 50 MB fails its own call alone", async () => {
  const peer = misbehaving();
  const beside = callTool(peer, toolCall("hang", {}, { timeoutMs: 4_000 }));
  const error = await failure(callTool(peer, toolCall("huge")));
  expect(error).toMatchObject({ code: "UPSTREAM_RESPONSE_TOO_LARGE", effect: "unknown" });
  expect((await callTool(peer, toolCall("noise-then-answer"))).isError).toBe(false);
  await expect(beside).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
});

test.each([
  ["deep", "UPSTREAM_RESPONSE_TOO_LARGE", "unknown"],
  ["not-an-object", "UPSTREAM_FAILED", "unknown"],
  ["refuse", "UPSTREAM_FAILED", "none"],
  ["break-down", "UPSTREAM_FAILED", "unknown"],
])("the tool %s ends as %s with effect %s", async (tool, code, effect) => {
  expect(await failure(callTool(misbehaving(), toolCall(tool)))).toMatchObject({ code, effect });
});

test("a line that is not JSON answers nothing, so the call runs out of time", async () => {
  const peer = misbehaving();
  await callTool(peer, toolCall("env"));
  const error = await failure(callTool(peer, toolCall("garbage", {}, { timeoutMs: 300 })));
  expect(error).toMatchObject({ code: "UPSTREAM_TIMEOUT", effect: "unknown" });
});

test("a result comes through as it was sent, content we do not know included", async () => {
  const { result } = await callTool(misbehaving(), toolCall("odd"));
  expect(result).toEqual({ content: [{ type: "hologram", data: 1 }], extra: { kept: true } });
});

test("the server sees of our environment only what it needs", async () => {
  vi.stubEnv("AGENTGATE_SECRET", "not for anybody else at all, ever");
  const peer = misbehaving();
  const env = JSON.parse(textOf((await callTool(peer, toolCall("env"))).result)) as object;
  // NODE_OPTIONS is ours: how much memory it may fill.
  const known = ["PATH", "HOME", "LANG", "NODE_OPTIONS"];
  expect(Object.keys(env).filter((name) => !known.includes(name))).toEqual([]);
  vi.unstubAllEnvs();
});

test("progress that comes in one breath with the answer is not lost", async () => {
  const onProgress = vi.fn();
  await callTool(misbehaving(), toolCall("progress-then-answer", {}, { onProgress }));
  expect(onProgress).toHaveBeenCalledWith({ progress: 1 });
});

test("the idempotency key and the trace go along", async () => {
  const call = toolCall("meta", {}, { idempotencyKey: "k-1", traceparent: "00-aa-bb-01" });
  const { result } = await callTool(misbehaving(), call);
  expect(JSON.parse(textOf(result))).toMatchObject({
    "io.agentgate/idempotency-key": "k-1",
    traceparent: "00-aa-bb-01",
  });
});

test("all pages are listed, and a list without end is refused", async () => {
  expect((await listTools(misbehaving(), { timeoutMs: 10_000 })).length).toBeGreaterThan(8);
  expect(await failure(listTools(misbehaving("--endless-list"), { timeoutMs: 10_000 }))).toMatchObject({
    code: "UPSTREAM_FAILED",
    effect: "none",
  });
});

test("an old server that dies of the newer protocol's first question is spoken to in the older", async () => {
  expect((await callTool(misbehaving("--dies-at-probe"), toolCall("noise-then-answer"))).isError).toBe(false);
});

test("a server that never starts is left alone for longer and longer, and what it said is kept", async () => {
  const peer = misbehaving("--dies-at-start");
  const first = await failure(callTool(peer, toolCall("env")));
  expect(first).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", effect: "none" });
  expect(first.said).toContain("cannot find its configuration");
  await failure(callTool(peer, toolCall("env")));
  const third = await failure(callTool(peer, toolCall("env")));
  expect(third.message).toMatch(/tried again in \d+ ms/);
});

test("a command that does not exist is a configuration to mend", async () => {
  const peer = upstreamRef("mcp_stdio", { command: "/no/such/program" });
  expect(await failure(callTool(peer, toolCall("x")))).toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    effect: "none",
  });
  const wrong = upstreamRef("mcp_stdio", { args: ["x"] });
  expect((await failure(callTool(wrong, toolCall("x")))).message).toMatch(/configuration.*command/);
});

test("an agent that leaves before anything was sent has had no effect", async () => {
  const abort = new AbortController();
  abort.abort();
  const error = await failure(callTool(misbehaving(), toolCall("env", {}, { signal: abort.signal })));
  expect(error).toMatchObject({ code: "UPSTREAM_FAILED", effect: "none" });
});

test("more calls than there are places wait; more than may wait are refused at once", async () => {
  const peer = misbehaving();
  await callTool(peer, toolCall("env"));
  const hang = (timeoutMs: number) => failure(callTool(peer, toolCall("hang", {}, { timeoutMs })));
  const running = Array.from({ length: 16 }, () => hang(1_500));
  const waiting = Array.from({ length: 64 + 1 }, () => hang(300));
  const calls = [...running, ...waiting];
  const errors = await Promise.all(calls);
  const count = (code: string, effect: string) =>
    errors.filter((error) => error.code === code && error.effect === effect).length;
  expect(count("UPSTREAM_UNAVAILABLE", "none")).toBe(1);
  expect(count("UPSTREAM_TIMEOUT", "unknown")).toBe(16);
  expect(count("UPSTREAM_TIMEOUT", "none")).toBe(64);
});

test("a server that says its tools changed is heard", async () => {
  const peer = misbehaving();
  const heard = vi.fn();
  const stop = onToolsChanged(heard);
  await callTool(peer, toolCall("change"));
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(peer), 3_000);
  stop();
});

test("closing leaves neither child nor grandchild, however stubborn, and takes three seconds at most", async () => {
  const peer = misbehaving("--stubborn");
  const grandchild = Number(textOf((await callTool(peer, toolCall("fork"))).result));
  expect(alive(grandchild)).toBe(true);
  const open = failure(callTool(peer, toolCall("hang")));
  // Answered after the other was sent: one pipe, one order.
  await callTool(peer, toolCall("env"));
  const started = performance.now();
  await closeUpstreams();
  expect(performance.now() - started).toBeLessThan(3_200);
  expect(await open).toMatchObject({ effect: "unknown" });
  await vi.waitFor(() => expect(alive(grandchild)).toBe(false), 30_000);
});

test("a server that answers nothing at all costs a caller its own time and no more", async () => {
  const started = performance.now();
  const error = await failure(
    callTool(misbehaving("--never-answers"), toolCall("x", {}, { timeoutMs: 700 })),
  );
  expect(error).toMatchObject({ code: "UPSTREAM_TIMEOUT", effect: "none" });
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("the built-in echo answers without any connection", async () => {
  const echo = upstreamRef("builtin", {});
  const answer = await callTool(echo, toolCall("echo", { a: 1 }));
  expect(answer).toEqual({ result: { content: [{ type: "text", text: '{"a":1}' }] }, isError: false });
  expect(await failure(callTool(echo, toolCall("none")))).toMatchObject({ effect: "none" });
});
