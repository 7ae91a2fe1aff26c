import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { withDeadline } from ".";

const AT_ONCE = 20;

test("what never answers is given up, also where garbage is collected meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const silent = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => void silent.close());
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const caller = new AbortController();
  const collecting = setInterval(collect, 10);
  onTestFinished(() => clearInterval(collecting));

  const waits = Array.from({ length: AT_ONCE }, () =>
    withDeadline(100, ({ signal }) => fetch(url, { signal }), caller.signal).then(
      () => "answered",
      (error: Error) => error.name,
    ),
  );

  expect(await Promise.all(waits)).toEqual(Array.from({ length: AT_ONCE }, () => "TimeoutError"));
});

test("a caller who leaves, or has left, ends it with its own reason", async () => {
  const caller = new AbortController();
  const gone = new Error("gone");
  const wait = withDeadline(
    60_000,
    async ({ signal, passed }) => {
      await once(signal, "abort");
      return { reason: signal.reason as unknown, passed: passed() };
    },
    caller.signal,
  );
  caller.abort(gone);
  expect(await wait).toEqual({ reason: gone, passed: false });
  expect(await withDeadline(60_000, async ({ signal }) => signal.reason as unknown, caller.signal)).toBe(
    gone,
  );
});

test("tells whether the time was up, and gives back what the work came to", async () => {
  const slow = withDeadline(10, async ({ signal, passed }) => {
    await once(signal, "abort");
    return passed();
  });
  expect(await slow).toBe(true);
  expect(await withDeadline(60_000, async ({ passed }) => pause(1, passed()))).toBe(false);
});
