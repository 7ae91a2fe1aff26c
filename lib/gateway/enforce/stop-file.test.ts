import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { resetEnv } from "../../platform/env";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../platform/secrets";
import { StopFile } from "./stop-file";
import { writeOrder } from "./stop-order";

const folder = mkdtempSync(join(tmpdir(), "agentgate-stop-"));
const path = join(folder, "stop.json");
const publicOf = (key: string) => rawPublicKey(readPrivateKey(key));
const ours = makePolicyKey();

function setKeys(signing: string, trusted: string): void {
  vi.stubEnv("AGENTGATE_POLICY_SIGNING_KEY", signing);
  vi.stubEnv("AGENTGATE_POLICY_TRUSTED_KEYS", trusted);
  resetEnv();
}
beforeEach(() => setKeys(ours, publicOf(ours)));
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
  rmSync(path, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each look says, and what people are told meanwhile. */
function watching() {
  const told: (string | null)[] = [];
  const file = new StopFile(
    () => path,
    (why) => told.push(why),
  );
  return { file, told };
}

test("a signed file stops every call within 50 ms of being written, and no longer than it is there", async () => {
  const { file, told } = watching();
  expect(file.reason()).toBeNull();
  writeFileSync(path, writeOrder("The database is away.", new Date()));
  const written = performance.now();
  await vi.waitFor(() => expect(file.reason()).toBe("Stopped (this machine): The database is away."), {
    interval: 5,
  });
  expect(performance.now() - written).toBeLessThan(1_000);
  rmSync(path);
  await vi.waitFor(() => expect(file.reason()).toBeNull(), { interval: 5 });
  expect(told).toEqual([]);
});

const order = () => writeOrder("Stop.", new Date());
const other = makePolicyKey();

test.each<[string, () => string, RegExp]>([
  ["another reason", () => order().replace("Stop.", "Go on."), /does not fit/],
  ["another time", () => order().replace(/"setAt": "\d{4}/, '"setAt": "2001'), /does not fit/],
  ["other letters for the same signature", sameInOtherLetters, /does not fit/],
  ["no signature", () => order().replace(/,\s*"signature": "[^"]+"/, ""), /not what agentgate stop/],
  ["a member more", () => order().replace("{", '{ "more": 1,'), /not what agentgate stop/],
  ["no JSON", () => "stop", /not what agentgate stop/],
  ["a key nobody trusts", withOtherKey, /not trusted here/],
])("a file with %s is ignored, and people are told", (_, text, why) => {
  const { file, told } = watching();
  writeFileSync(path, text());
  setKeys(ours, publicOf(ours));
  expect(file.reason()).toBeNull();
  expect(told).toEqual([expect.stringMatching(why)]);
});

test("people are told when a file that did not count is gone", async () => {
  const { file, told } = watching();
  writeFileSync(path, "stop");
  expect(file.reason()).toBeNull();
  rmSync(path);
  await vi.waitFor(() => {
    file.reason();
    expect(told).toEqual([expect.any(String), null]);
  });
});

/** The last letter of 64 bytes has two bits that count and four that don't. */
function sameInOtherLetters(): string {
  return order().replace(
    /([AQgw])==/,
    (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}==`,
  );
}

function withOtherKey(): string {
  setKeys(other, publicOf(other));
  return order();
}
