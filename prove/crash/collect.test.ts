import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EffectLog } from "./collect";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "agentgate-effects-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const line = (name: string, key: string) => `${JSON.stringify({ at: 1, key, name, repeat: false })}\n`;

it("reads what came since the last time with all there was of the same calls, and waits for the end of a line", async () => {
  const file = join(dir, "effects.jsonl");
  const half = line("b", "k3").slice(0, 9);
  writeFileSync(file, line("a", "k1") + line("b", "k2") + half);
  const log = new EffectLog(file);
  const keys = async (...names: string[]) => (await log.read(new Set(names))).map(({ key }) => key).sort();
  expect(await keys()).toEqual(["k1", "k2"]);
  expect(await keys()).toEqual([]);
  appendFileSync(file, line("b", "k3").slice(9));
  expect(await keys()).toEqual(["k2", "k3"]);
  expect(await keys("a")).toEqual(["k1"]);
});
