import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const MONITOR = pathToFileURL(join(import.meta.dirname, "loop-monitor.mjs")).href;
/** Waits for a word, then does what is to be noticed, and says so once the monitor's next tick was there. */
const CHILD = (work: string) => `
process.on("message", (asked) => asked === "go" && setTimeout(() => { ${work}; setTimeout(() => process.send("done"), 50); }, 50));
process.send("ready");
setInterval(() => undefined, 1_000);`;

/** Asking for it is what takes most of the time. */
const SPIN = `const from = process.cpuUsage();
  const spent = () => { const { user, system } = process.cpuUsage(from); return user + system; };
  while (spent() < 200_000);`;

it.each([
  ["computing", SPIN, 150],
  ["waiting", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)", 150],
  ["nothing", "undefined", 0],
])("the monitor tells that the loop was blocked by %s", async (_, work, least) => {
  const { longest } = await monitored(work);
  expect(longest).toBeGreaterThanOrEqual(least);
  if (least === 0) expect(longest).toBeLessThan(150);
});

it("the monitor tells what was written to the prototype of all objects", async () => {
  expect((await monitored("undefined")).polluted).toEqual([]);
  expect((await monitored("({}).__proto__.isAdmin = true")).polluted).toEqual(["isAdmin"]);
});

/** What the monitor tells of a process after it did this. */
async function monitored(work: string): Promise<{ longest: number; polluted: string[] }> {
  const dir = mkdtempSync(join(tmpdir(), "agentgate-monitor-"));
  const file = join(dir, "child.mjs");
  writeFileSync(file, CHILD(work));
  const child = fork(file, { execArgv: ["--import", MONITOR] });
  try {
    const told = async () => ((await once(child, "message")) as unknown[])[0];
    expect(await told()).toBe("ready");
    child.send("vitals");
    await told();
    child.send("go");
    expect(await told()).toBe("done");
    child.send("vitals");
    return (await told()) as { longest: number; polluted: string[] };
  } finally {
    child.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  }
}
