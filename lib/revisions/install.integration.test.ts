import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, testDatabase, type TestTenant } from "../../tests/db";
import { systemCtx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { inForce } from "./in-force";
import { installPolicy } from "./install";
import { signInstalled } from "./sign-installed";

const POLICY = "version: 1\nrules: []\n";
let tenant: TestTenant;
let superuser: pg.Client;

const ctx = () => ctxFor(tenant.id, tenant.admin);
const production = () =>
  withTenant(tenant.id, async (tx) => (await inForce(tx, tenant.id)).get("production"));
const actions = () =>
  withTenant(tenant.id, async (tx) => {
    const where = { tenantId: tenant.id, action: { startsWith: "policy." } };
    return (await tx.auditLeaf.findMany({ where, orderBy: { id: "asc" } })).map(({ action }) => action);
  });

/** Past the triggers that keep revisions as they were. */
async function silently(statement: string, id: string): Promise<void> {
  await superuser.query("set session_replication_role = replica");
  await superuser.query(statement, [id]);
  await superuser.query("set session_replication_role = origin");
}

/** As a database before there were signatures has it. */
async function forgetSignatures(more = ""): Promise<void> {
  const fields = `signature = null, signature_key_id = null, signed_at = null, tests_hash = ''${more}`;
  await silently(`update policy_revisions set ${fields} where tenant_id = $1`, tenant.id);
}

beforeAll(async () => {
  tenant = await createTenant();
  superuser = new pg.Client({ connectionString: (await testDatabase()).superUrl });
  await superuser.connect();
});
afterAll(() => superuser.end());

describe("installing a policy", () => {
  it("puts it in force in production, signed, in place of what was", async () => {
    const first = await installPolicy(ctx(), POLICY);
    const second = await installPolicy(systemCtx(tenant.id, newId()), `${POLICY}default: DENY\n`);
    expect(second.number).toBe(first.number + 1);
    expect(await production()).toMatchObject({ revisionId: second.id, hash: second.hash });
    const rows = await withTenant(tenant.id, (tx) =>
      tx.policyRevision.findMany({ where: { tenantId: tenant.id }, orderBy: { number: "asc" } }),
    );
    expect(rows.map(({ state }) => state)).toEqual(["superseded", "published"]);
  });

  it("by several at once gives each a number of its own and leaves one in force", async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => installPolicy(ctx(), POLICY)));
    expect(new Set(made.map(({ number }) => number)).size).toBe(4);
    const last = made.toSorted((a, b) => b.number - a.number)[0]!;
    expect(await production()).toMatchObject({ revisionId: last.id });
  });

  it("is refused for what is no policy and from who may not publish, and changes nothing then", async () => {
    const before = await production();
    await expect(installPolicy(ctx(), "version: 1\nrulez: []\n")).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(installPolicy(ctxFor(tenant.id, tenant.reviewer), POLICY)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await production()).toMatchObject({ revisionId: before!.revisionId });
  });
});

describe("what was in force before policies were signed", () => {
  it("is signed once, and on record", async () => {
    await forgetSignatures();
    expect(await production()).toHaveProperty("problem");
    await signInstalled(ctx());
    expect(await production()).not.toHaveProperty("problem");
    expect((await actions()).at(-1)).toBe("policy.signed");
  });

  it("is left as it is where the tenant has signed anything: an unsigned revision is nobody's to legitimise", async () => {
    await installPolicy(ctx(), POLICY);
    const { revisionId } = (await production())!;
    await silently("update policy_revisions set signature = null where id = $1", revisionId);
    await signInstalled(ctx());
    expect(await production()).toMatchObject({
      revisionId,
      problem: expect.stringMatching(/no signature/) as string,
    });
  });

  it("is installed anew where its hash is of another canonical form", async () => {
    await forgetSignatures(", hash = repeat('0', 64)");
    const before = (await production())!.revisionId;
    await signInstalled(ctx());
    const after = await production();
    expect(after).not.toHaveProperty("problem");
    expect(after!.revisionId).not.toBe(before);
  });
});
