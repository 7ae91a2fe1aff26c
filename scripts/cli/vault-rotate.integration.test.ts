import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { createTenant, ctxFor, testDatabase, type TestTenant } from "../../tests/db";
import { withTenant } from "../../lib/platform/db";
import { inheritedEnv, setEnv } from "../../lib/platform/env/process";
import { openSecrets, putSecret } from "../../lib/vault";

const ROOT = join(import.meta.dirname, "../..");
const material = (fill: string) => Buffer.alloc(32, fill).toString("base64");
const OLD = `old:${material("o")}`;
const NEW = `new:${material("n")}`;
const LOST = `lost:${material("l")}`;

const ownerOf = ({ id }: TestTenant) => ({ kind: "credential", id }) as const;
let tenants: TestTenant[];
// The command goes through all tenants there are, so it gets a database where all of them are this suite's.
beforeAll(async () => {
  await testDatabase("vault");
  setEnv({ AGENTGATE_VAULT_KEYS: OLD });
  tenants = [await createTenant(), await createTenant()];
  for (const tenant of tenants) await put(tenant, "value", `canary of ${tenant.slug}`);
});

async function put(tenant: TestTenant | undefined, field: string, text: string): Promise<void> {
  if (!tenant) throw new Error("no tenant");
  const ctx = ctxFor(tenant.id, tenant.admin);
  await withTenant(tenant.id, (tx) => putSecret(tx, ctx, ownerOf(tenant), field, text));
}

/** The command as a person runs it, with these keys. */
function rotate(keys: string): Promise<{ code: number; out: string; err: string }> {
  const env = { ...inheritedEnv(), AGENTGATE_VAULT_KEYS: keys };
  const argv = [join(ROOT, "bin/agentgate.js"), "vault", "rotate"];
  return new Promise((done) => {
    const child = execFile(process.execPath, argv, { cwd: ROOT, env }, (_, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

it("takes all tenants' secrets over under the first key, after which the other one can go", async () => {
  const run = await rotate(`${NEW},${OLD}`);
  expect(run).toMatchObject({ code: 0, err: "" });
  expect(run.out).toContain("under the key new: 2 secrets, 0 issued credentials, 0 authenticator apps.");
  expect(run.out).not.toMatch(/canary|bm5u|b29v/);
  setEnv({ AGENTGATE_VAULT_KEYS: NEW });
  for (const tenant of tenants) {
    const opened = await openSecrets(tenant.id, ownerOf(tenant));
    expect(opened).toEqual(new Map([["value", `canary of ${tenant.slug}`]]));
  }
});

it("leaves what it can't read, names the tenant, and says that no key can go yet", async () => {
  setEnv({ AGENTGATE_VAULT_KEYS: LOST });
  await put(tenants[0], "other", "canary");
  const run = await rotate(NEW);
  expect(run.code).toBe(1);
  expect(run.err).toBe(`${tenants[0]?.slug}: 1 can't be read with the keys there are.\n`);
  expect(run.out).toMatch(/0 secrets, .*\n1 stay/);
});

it("stops at keys that are none, without a word of them", async () => {
  const run = await rotate("short:c2VjcmV0");
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.err).toContain("Entry 1 of AGENTGATE_VAULT_KEYS");
  expect(run.err).not.toContain("c2VjcmV0");
});
