import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestTenant } from "../../tests/db";
import { gatewayWorld } from "../../tests/gateway-world";
import { RestClient } from "../../tests/rest-client";
import { createGateway, stopSnapshots } from "../../lib/gateway";
import { inheritedEnv } from "../../lib/platform/env/process";
import { closeEvents } from "../../lib/platform/events";

const ROOT = join(import.meta.dirname, "../..");
const exec = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "agentgate-cli-"));

let world: TestTenant;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  client = await RestClient.open(createGateway(), world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
  rmSync(folder, { recursive: true, force: true });
});

type Said = { code: number; out: string; err: string };
/** As a person in a terminal, with the console off: nothing but the database is asked. */
async function agentgate(argv: string[], more: Record<string, string> = {}): Promise<Said> {
  const argvOf = [join(ROOT, "bin/agentgate.js"), ...argv];
  try {
    const { stdout } = await exec(process.execPath, argvOf, {
      cwd: ROOT,
      env: { ...inheritedEnv(), ...more },
    });
    return { code: 0, out: stdout, err: "" };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }; // safe: by execFile
    return { code, out: stdout, err: stderr };
  }
}
const ours = (...argv: string[]) => agentgate([...argv, "--tenant", world.slug]);
const codeNow = async () => (await client.call()).body.code;

describe("npx agentgate stop", () => {
  it("refuses what it would not do as it is written: a target of a file, and --off of a switch", async () => {
    const local = await agentgate(["stop", "agent", world.agent.name, "--local"]);
    expect(local).toMatchObject({
      code: 2,
      err: expect.stringContaining("--local stops every call") as string,
    });
    const off = await ours("stop", "tenant", "--off", "--reason", "Mended.");
    expect(off).toMatchObject({ code: 2, err: expect.stringContaining("agentgate resume ID") as string });
    expect((await client.call()).status).toBe(200);
  });

  it("stops an agent by name, says who enforces it, lists it, and resume lifts it", async () => {
    expect((await client.call()).status).toBe(200);
    const set = await ours("stop", "agent", world.agent.name, "--reason", "It misbehaves.", "--for", "30m");
    expect(set).toMatchObject({ code: 0 });
    expect(set.out).toMatch(/Enforced by 1 gateway after \d+ ms: no later call runs\./);
    expect(await codeNow()).toBe("KILL_SWITCH");
    const id = /Switch ([0-9a-f-]{36})/.exec(set.out)?.[1] ?? "";
    expect((await ours("stops")).out).toMatch(
      new RegExp(`^${id} {2}agent .*: It misbehaves\\. \\(since .*, until .*; enforced by 1\\)`),
    );
    const lifted = await ours("resume", id, "--reason", "It is mended.");
    expect(lifted.out).toMatch(/^Lifted\. Audit record/);
    await expect.poll(async () => (await client.call()).status, { timeout: 20_000 }).toBe(200);
  });

  it("says that a tenant takes two people to restart, and in a sentence what is wrong otherwise", async () => {
    const set = await ours("stop", "tenant", "--reason", "Everything.");
    expect(await codeNow()).toBe("KILL_SWITCH");
    const id = /Switch ([0-9a-f-]{36})/.exec(set.out)?.[1] ?? "";
    expect(await ours("resume", id, "--reason", "Enough.")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/two people/) as string,
    });
    expect(await codeNow()).toBe("KILL_SWITCH");
    expect(await ours("stop", "tenant")).toMatchObject({ code: 2, err: "Say why, with --reason.\n" });
  });

  it("without a database leaves a signed file, and says so where there is none to be reached", async () => {
    const file = join(folder, "stop.json");
    const away = { DATABASE_URL: "postgres://agentgate@127.0.0.1:9/none", AGENTGATE_STOP_FILE: file };
    const refused = await agentgate(["stop", "global", "--reason", "x"], away);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/stop --local/) as string });
    const left = await agentgate(["stop", "--local", "--reason", "The database is away."], away);
    expect(left).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      format: "agentgate.stop/1",
      reason: "The database is away.",
      signature: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/) as string,
    });
    await agentgate(["stop", "--local", "--off"], away);
    expect(existsSync(file)).toBe(false);
  });
});
