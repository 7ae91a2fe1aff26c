import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSecrets } from "./index";

describe("an installation's secrets", () => {
  let dir: string;
  const file = () => join(dir, "secrets.json");
  const mode = () => statSync(file()).mode & 0o777;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "agentgate-secrets-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("are made once, all different, readable by nobody else", async () => {
    const made = await loadSecrets(dir);
    expect(
      new Set([made.auth, made.gateway, made.policyKey, made.vaultKeys, ...Object.values(made.passwords)])
        .size,
    ).toBe(7);
    expect(mode()).toBe(0o600);
    expect(await loadSecrets(dir)).toEqual(made);
  });

  it("gain the keys that an older installation had no use for, and keep the rest", async () => {
    const { policyKey, vaultKeys, ...older } = await loadSecrets(dir);
    writeFileSync(file(), JSON.stringify(older));
    const upgraded = await loadSecrets(dir);
    expect(upgraded).toMatchObject(older);
    expect(upgraded.policyKey).not.toBe(policyKey);
    expect(upgraded.vaultKeys).not.toBe(vaultKeys);
    expect(mode()).toBe(0o600);
    expect(await loadSecrets(dir)).toEqual(upgraded);
  });

  it("are closed again where somebody opened the file", async () => {
    await loadSecrets(dir);
    chmodSync(file(), 0o644);
    await loadSecrets(dir);
    expect(mode()).toBe(0o600);
  });

  it("are never replaced where the file is damaged, for the data would be locked out", async () => {
    writeFileSync(file(), "{");
    await expect(loadSecrets(dir)).rejects.toThrow(/damaged/);
    expect(readFileSync(file(), "utf8")).toBe("{");
  });
});
