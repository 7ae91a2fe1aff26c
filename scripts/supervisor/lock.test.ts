import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityOf } from "../../lib/platform/processes";
import { takeLock, type Holder } from "./lock";

describe("the folder's lock", () => {
  let dir: string;
  const file = () => join(dir, "supervisor.json");
  const heldBy = (holder: Partial<Holder>) =>
    writeFileSync(file(), JSON.stringify({ addresses: [], stopping: false, children: [], ...holder }));

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "agentgate-lock-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("is taken by one and refused to the next, who learns where the product runs", async () => {
    const first = await takeLock(dir);
    if (!("lock" in first)) throw new Error("nobody held it");
    first.lock.update({ addresses: ["console http://localhost:3000"] });
    expect(await takeLock(dir)).toMatchObject({
      holder: { pid: process.pid, addresses: ["console http://localhost:3000"] },
    });
    first.lock.release();
    expect(await takeLock(dir)).toHaveProperty("lock");
  });

  it("is recovered from a process that is gone, even where its number belongs to another now", async () => {
    heldBy({ pid: process.pid, identity: "an earlier process" });
    expect(await takeLock(dir)).toHaveProperty("lock");
    expect(JSON.parse(readFileSync(file(), "utf8"))).toMatchObject({ identity: identityOf(process.pid) });
  });

  it("is recovered from a file that says nothing", async () => {
    writeFileSync(file(), "");
    expect(await takeLock(dir)).toHaveProperty("lock");
  });

  it("ends what the dead holder left running, and nobody who merely has the same number", async () => {
    const start = () =>
      spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { detached: true, stdio: "ignore" });
    const [left, other] = [start(), start()];
    const ended = once(left, "exit");
    heldBy({
      pid: 2 ** 30,
      identity: "gone",
      children: [
        { pid: left.pid ?? 0, identity: identityOf(left.pid ?? 0) ?? "" },
        { pid: other.pid ?? 0, identity: "an earlier process" },
      ],
    });
    expect(await takeLock(dir)).toHaveProperty("lock");
    await ended;
    expect(identityOf(other.pid ?? 0)).toBeDefined();
    other.kill("SIGKILL");
  });

  it("waits for a holder that is on its way out", async () => {
    heldBy({ pid: process.pid, identity: identityOf(process.pid) ?? "", stopping: true });
    setTimeout(() => rmSync(file()), 1_000);
    expect(await takeLock(dir)).toHaveProperty("lock");
  });
});
