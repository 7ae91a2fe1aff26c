import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SdkHttpError, SdkErrorCode } from "@modelcontextprotocol/client";
import { upstreamError } from "./client-errors";
import { UpstreamError, type UpstreamErrorCode } from "./errors";
import { Guard } from "./guard";
import { DEFAULT_LIMITS, limitsOf } from "./limits";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const make = (limits: object = {}) =>
  new Guard({ ...DEFAULT_LIMITS, breakerFailures: 3, breakerSeconds: 10, ...limits });
const never = () => new AbortController().signal;
const failing = (code: UpstreamErrorCode, details = {}) =>
  new UpstreamError(code, "unknown", "It failed.", details);

async function run(guard: Guard, error?: Error): Promise<unknown> {
  const work = () => (error ? Promise.reject(error) : Promise.resolve("done"));
  return guard.run(never(), work).catch((reason: unknown) => reason);
}

async function fail(guard: Guard, times: number, error = failing("UPSTREAM_FAILED")) {
  for (let time = 0; time < times; time++) await run(guard, error);
}

test("opens after failures in a row, says when it is tried again, and runs nothing meanwhile", async () => {
  const guard = make();
  await fail(guard, 2);
  expect(guard.state).toBe("closed");
  await fail(guard, 1);
  expect(guard.state).toBe("open");
  vi.advanceTimersByTime(4_000);
  const work = vi.fn();
  await expect(guard.run(never(), work)).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    effect: "none",
    message: "The circuit breaker is open; the upstream is tried again in 6 s.",
  });
  expect(work).not.toHaveBeenCalled();
});

test("an answer in between starts the count anew, an error that the upstream answered too", async () => {
  const guard = make();
  await fail(guard, 2);
  expect(await run(guard)).toBe("done");
  await fail(guard, 2);
  const rpc = { code: -32603, message: "broke" };
  expect(await run(guard, failing("UPSTREAM_FAILED", { rpc }))).toMatchObject({ rpc });
  await fail(guard, 2);
  expect(guard.state).toBe("closed");
});

test.each([
  ["a caller who leaves", failing("UPSTREAM_FAILED", { ours: true })],
  ["an answer that is too large", failing("UPSTREAM_RESPONSE_TOO_LARGE")],
  ["a fault of our own", new TypeError("ours")],
])("%s opens nothing", async (_, error) => {
  const guard = make();
  await fail(guard, 20, error as UpstreamError);
  expect(guard.state).toBe("closed");
});

const answering = (status: number) =>
  upstreamError(new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, "no", { status, statusText: "" }));

test.each([400, 401, 403, 404, 409, 422])("HTTP %i is an answer: the upstream is well", async (status) => {
  const guard = make();
  await fail(guard, 2);
  await fail(guard, 20, answering(status));
  await fail(guard, 2);
  expect(guard.state).toBe("closed");
});

test.each([408, 429, 500, 503])("HTTP %i is a failure like any other", async (status) => {
  const guard = make();
  await fail(guard, 3, answering(status));
  expect(guard.state).toBe("open");
});

test("half open, one call finds out while the others are refused at once", async () => {
  const guard = make();
  await fail(guard, 3);
  vi.advanceTimersByTime(10_000);
  expect(guard.state).toBe("half_open");
  let answer: (value: string) => void = () => undefined;
  const first = guard.run(never(), () => new Promise<string>((resolve) => (answer = resolve)));
  await vi.waitFor(() => expect(guard.state).toBe("half_open"));
  expect(await run(guard)).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", effect: "none" });
  answer("back");
  expect(await first).toBe("back");
  expect(guard.state).toBe("closed");
});

test.each([
  ["a failure", failing("UPSTREAM_TIMEOUT")],
  ["a caller who leaves before it is known", failing("UPSTREAM_FAILED", { ours: true })],
])("half open, %s opens it again for the whole time", async (_, error) => {
  const guard = make();
  await fail(guard, 3);
  vi.advanceTimersByTime(10_000);
  await run(guard, error);
  expect(guard.state).toBe("open");
  vi.advanceTimersByTime(9_000);
  expect(guard.state).toBe("open");
});

test("calls that wait for a place when it opens are refused, not run", async () => {
  const guard = make({ concurrency: 1, breakerFailures: 1 });
  let fails: (error: Error) => void = () => undefined;
  const running = guard.run(never(), () => new Promise((_, reject) => (fails = reject)));
  const work = vi.fn();
  const waiting = guard.run(never(), work);
  await vi.waitFor(() => expect(fails.length).toBeGreaterThan(0));
  fails(failing("UPSTREAM_TIMEOUT"));
  await expect(running).rejects.toThrow("It failed.");
  await expect(waiting).rejects.toThrow(/circuit breaker is open/);
  expect(work).not.toHaveBeenCalled();
});

test("a limit that makes no sense is ours, the others are the upstream's own", () => {
  const limits = { concurrency: 2, queue: -1, breakerFailures: "many", unheard: 4 };
  expect(limitsOf({ limits })).toEqual({ ...DEFAULT_LIMITS, concurrency: 2 });
  expect(limitsOf({})).toEqual(DEFAULT_LIMITS);
});
