import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTenant, ctxFor } from "../../../tests/db";
import { withTenant } from "../../platform/db";
import { resetEnv } from "../../platform/env";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../platform/secrets";
import { readStrip } from "../../switches";
import { writeOrder } from "./stop-order";
import { watchStopFile } from "./watch-stop-file";

const folder = mkdtempSync(join(tmpdir(), "agentgate-stop-"));
const path = join(folder, "stop.json");
const key = makePolicyKey();

beforeEach(() => {
  vi.stubEnv("AGENTGATE_STOP_FILE", path);
  vi.stubEnv("AGENTGATE_POLICY_SIGNING_KEY", key);
  vi.stubEnv("AGENTGATE_POLICY_TRUSTED_KEYS", rawPublicKey(readPrivateKey(key)));
  resetEnv();
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
  rmSync(folder, { recursive: true, force: true });
});

test("a stop file is on every page and in the audit log while it is there, though no call comes", async () => {
  const tenant = await createTenant();
  const viewer = ctxFor(tenant.id, tenant.viewer);
  const strip = async () => (await readStrip(viewer)).stopFile;
  const recorded = async () => {
    const where = { action: { startsWith: "stop_file." } };
    const leaves = await withTenant(tenant.id, (tx) =>
      tx.auditLeaf.findMany({ where, orderBy: { id: "asc" } }),
    );
    return leaves.map(({ action }) => action);
  };
  // Two processes on one machine.
  const stops = [watchStopFile(), watchStopFile()];
  try {
    expect(await strip()).toBeNull();
    writeFileSync(path, writeOrder("The database is away.", new Date()));
    await vi.waitFor(
      async () =>
        expect(await strip()).toMatchObject({
          detail: expect.stringContaining("Stopped (this machine): The database is away.") as unknown,
        }),
      { timeout: 10_000 },
    );
    rmSync(path);
    await vi.waitFor(async () => expect(await strip()).toBeNull(), { timeout: 10_000 });
    expect(await recorded()).toEqual(["stop_file.in_force", "stop_file.lifted"]);
  } finally {
    for (const stop of stops) await stop();
  }
});
