import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { systemCtx, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { env } from "../platform/env";
import { setEnv } from "../platform/env/process";
import { newId } from "../platform/ids";
import {
  dropSecret,
  openSecrets,
  putSecret,
  rotateVault,
  sealIssued,
  secretFields,
  unsealIssued,
  type SecretOwner,
} from "./index";

const material = (fill: string) => Buffer.alloc(32, fill).toString("base64");
const usual = env().AGENTGATE_VAULT_KEYS ?? "";
const keyed = (keys: string) => setEnv({ AGENTGATE_VAULT_KEYS: keys });
afterEach(() => keyed(usual));

let tenant: TestTenant;
let admin: Ctx;
let owner: SecretOwner;
beforeEach(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
  owner = { kind: "credential", id: newId() };
});

const put = (field: string, text: string, of = owner) =>
  withTenant(tenant.id, (tx) => putSecret(tx, admin, of, field, text));
const opened = async (of = owner) => Object.fromEntries(await openSecrets(tenant.id, of));
const stored = () =>
  withTenant(tenant.id, (tx) =>
    tx.secret.findMany({ where: { tenantId: tenant.id }, orderBy: { id: "asc" } }),
  );

describe("secrets", () => {
  it("are kept sealed, opened by field, replaced and dropped", async () => {
    await put("value", "canary-old");
    await put("value", "canary-new");
    await put("other", "canary-other");
    expect(await opened()).toEqual({ value: "canary-new", other: "canary-other" });
    for (const row of await stored()) expect(Buffer.from(row.sealed).includes("canary")).toBe(false);
    const fields = await withTenant(tenant.id, (tx) => secretFields(tx, owner));
    expect(fields).toEqual([
      { field: "other", setAt: expect.any(Date) as Date },
      { field: "value", setAt: expect.any(Date) as Date },
    ]);
    await withTenant(tenant.id, (tx) => dropSecret(tx, owner, "value"));
    expect(await opened()).toEqual({ other: "canary-other" });
  });

  it("of another owner, of the other kind and of another tenant are not there", async () => {
    await put("value", "canary");
    expect(await opened({ kind: "credential", id: newId() })).toEqual({});
    expect(await opened({ kind: "upstream", id: owner.id })).toEqual({});
    const other = await createTenant();
    expect(await openSecrets(other.id, owner)).toEqual(new Map());
    await withTenant(other.id, (tx) => dropSecret(tx, owner, "value"));
    expect(await opened()).toEqual({ value: "canary" });
  });

  it("don't open where somebody put them in another's place", async () => {
    await put("value", "canary");
    const [row] = await stored();
    if (!row) throw new Error("nothing stored");
    const thief = await createTenant();
    const { keyId, sealed } = row;
    const planted = {
      id: newId(),
      tenantId: thief.id,
      ownerKind: "credential",
      field: "value",
      keyId,
      sealed,
    };
    const at = { kind: "credential" as const, id: newId() };
    await withTenant(thief.id, (tx) => tx.secret.createMany({ data: { ...planted, ownerId: at.id } }));
    await expect(openSecrets(thief.id, at)).rejects.toMatchObject({ code: "VAULT_UNAVAILABLE" });
    const elsewhere = { ...planted, id: newId(), tenantId: tenant.id, ownerId: owner.id, field: "renamed" };
    await withTenant(tenant.id, (tx) => tx.secret.createMany({ data: elsewhere }));
    await expect(openSecrets(tenant.id, owner)).rejects.toMatchObject({ code: "VAULT_UNAVAILABLE" });
  });
});

describe("a new key", () => {
  const OLD = `old:${material("o")}`;
  const NEW = `new:${material("n")}`;
  const NONE = { secrets: 0, issued: 0, authenticators: 0, unreadable: 0 };

  it("takes over secrets and what was issued; then the old one can go", async () => {
    keyed(OLD);
    await put("value", "canary");
    await put("key", "canary-key", { kind: "upstream", id: newId() });
    const issuedId = await issue("lease");
    keyed(`${NEW},${OLD}`);
    expect(await rotateVault(systemCtx(tenant.id, "rotation"))).toEqual({
      ...NONE,
      secrets: 2,
      issued: 1,
    });
    expect((await stored()).map(({ keyId }) => keyId)).toEqual(["new", "new"]);
    keyed(NEW);
    expect(await opened()).toEqual({ value: "canary" });
    expect(await unsealed(issuedId)).toBe("lease");
    expect(await rotateVault(admin)).toEqual(NONE);
    expect(await leaves()).toMatchObject([
      { actor: { kind: "system" }, data: { key: "new", what: "secrets", count: 2 } },
      { actor: { kind: "system" }, data: { key: "new", what: "issued", count: 1 } },
    ]);
  });

  it("without the old one opens nothing, and says so without its material", async () => {
    keyed(OLD);
    await put("value", "canary");
    keyed(NEW);
    const error = (await openSecrets(tenant.id, owner).catch((it: unknown) => it)) as Error;
    expect(error).toMatchObject({ code: "VAULT_UNAVAILABLE" });
    expect(error.message).toContain("old");
    for (const text of [material("o"), material("n"), "canary"]) expect(error.message).not.toContain(text);
    expect(await rotateVault(admin)).toEqual({ ...NONE, unreadable: 1 });
    keyed(`${NEW},${OLD}`);
    expect(await opened()).toEqual({ value: "canary" });
  });

  it("takes over the others beside one that is damaged", async () => {
    keyed(OLD);
    for (let n = 0; n < 5; n++) await put(`field${n}`, `canary-${n}`);
    const [, second] = await stored();
    const sealed = Uint8Array.from(second?.sealed ?? []);
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    await withTenant(tenant.id, (tx) =>
      tx.secret.updateMany({ where: { id: second?.id ?? "" }, data: { sealed } }),
    );
    keyed(`${NEW},${OLD}`);
    expect(await rotateVault(admin)).toEqual({ ...NONE, secrets: 4, unreadable: 1 });
  });

  it("takes over more than one batch, each once, though two rotate at once", async () => {
    keyed(OLD);
    const count = 230;
    await withTenant(tenant.id, async (tx) => {
      for (let n = 0; n < count; n++) await putSecret(tx, admin, owner, `field${n}`, `canary-${n}`);
    });
    keyed(`${NEW},${OLD}`);
    const both = await Promise.all([rotateVault(admin), rotateVault(admin)]);
    expect(both.reduce((sum, { secrets }) => sum + secrets, 0)).toBe(count);
    keyed(NEW);
    expect(Object.keys(await opened())).toHaveLength(count);
    expect((await opened()).field229).toBe("canary-229");
  });

  it("takes over one tenant's, and only for who manages credentials", async () => {
    keyed(OLD);
    await put("value", "canary");
    const other = await createTenant();
    keyed(`${NEW},${OLD}`);
    expect(await rotateVault(ctxFor(other.id, other.admin))).toEqual(NONE);
    expect((await stored()).map(({ keyId }) => keyId)).toEqual(["old"]);
    for (const person of [tenant.reviewer, tenant.responder, tenant.viewer]) {
      await expect(rotateVault(ctxFor(tenant.id, person))).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

/** Something issued that is kept to be revoked by showing it. */
async function issue(text: string): Promise<string> {
  const [id, credentialId, upstreamId] = [newId(), newId(), newId()];
  const tenantId = tenant.id;
  await withTenant(tenantId, async (tx) => {
    const upstream = { id: upstreamId, tenantId, slug: "peer", name: "Peer", kind: "builtin", config: {} };
    await tx.upstream.createMany({ data: upstream });
    await tx.credential.createMany({
      data: { id: credentialId, tenantId, name: "Key", provider: "static", config: { provider: "static" } },
    });
    const sealed = sealIssued(tenantId, id, text);
    await tx.issuedCredential.createMany({ data: { id, tenantId, credentialId, upstreamId, ...sealed } });
  });
  return id;
}

async function unsealed(id: string): Promise<string | null> {
  const row = await withTenant(tenant.id, (tx) => tx.issuedCredential.findUniqueOrThrow({ where: { id } }));
  const { sealed, keyId } = row;
  return sealed && keyId !== null ? unsealIssued(tenant.id, id, { sealed, keyId }) : null;
}

async function leaves(): Promise<unknown[]> {
  const where = { action: "vault.rotated" };
  const found = await withTenant(tenant.id, (tx) => tx.auditLeaf.findMany({ where, orderBy: { id: "asc" } }));
  return found.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as unknown);
}
