import { beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { addNetworkRule, listNetworkRules, permittedRanges, removeNetworkRule } from "./index";

let tenant: TestTenant;
let admin: Ctx;
beforeEach(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
});

const permitted = () => withTenant(tenant.id, (tx) => permittedRanges(tx, tenant.id));

async function leaves(): Promise<unknown[]> {
  const where = { action: { startsWith: "network_rule." } };
  const found = await withTenant(tenant.id, (tx) => tx.auditLeaf.findMany({ where, orderBy: { id: "asc" } }));
  return found.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as unknown);
}

async function epoch(): Promise<bigint> {
  const where = { id: tenant.id };
  return (await withTenant(tenant.id, (tx) => tx.tenant.findUniqueOrThrow({ where }))).controlEpoch;
}

describe("network rules", () => {
  it("open a range, are listed and taken back, and each change is in the audit log and reaches the gateway", async () => {
    const before = await epoch();
    const rule = await addNetworkRule(admin, { cidr: "10.1.2.3/16", note: "Tools of the office" });
    expect(rule).toMatchObject({ cidr: "10.1.0.0/16", note: "Tools of the office" });
    expect(await listNetworkRules(ctxFor(tenant.id, tenant.viewer))).toEqual([rule]);
    expect(await permitted()).toEqual(["10.1.0.0/16"]);
    const between = await epoch();
    expect(between).toBeGreaterThan(before);
    await removeNetworkRule(admin, { id: rule.id });
    expect(await epoch()).toBeGreaterThan(between);
    expect(await permitted()).toEqual([]);
    const data = { cidr: "10.1.0.0/16", note: "Tools of the office" };
    expect(await leaves()).toMatchObject([
      { action: "network_rule.added", actor: { id: tenant.admin.id }, subject: { id: rule.id }, data },
      { action: "network_rule.removed", actor: { id: tenant.admin.id }, subject: { id: rule.id }, data },
    ]);
  });

  it("stand once for a range, however it is spelled, and however many ask at once", async () => {
    const asked = ["127.0.0.0/8", "127.0.0.1/8", "::ffff:127.0.0.1/104"].map((cidr) =>
      addNetworkRule(admin, { cidr }).then(
        () => "added",
        (error: { code: string }) => error.code,
      ),
    );
    expect((await Promise.all(asked)).toSorted()).toEqual(["CONFLICT", "CONFLICT", "added"]);
    expect(await permitted()).toEqual(["127.0.0.0/8"]);
  });

  it("for what is never permitted, public or no range are refused at their field, and nothing is kept", async () => {
    for (const cidr of ["169.254.169.254", "8.8.8.0/24", "anywhere", "", "x".repeat(100)]) {
      await expect(addNetworkRule(admin, { cidr })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        faults: [{ pointer: "/cidr" }],
      });
    }
    expect(await permitted()).toEqual([]);
    expect(await leaves()).toEqual([]);
  });

  it("are taken back once", async () => {
    const { id } = await addNetworkRule(admin, { cidr: "fd00::/8" });
    const results = await Promise.allSettled([
      removeNetworkRule(admin, { id }),
      removeNetworkRule(admin, { id }),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await expect(removeNetworkRule(admin, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of another tenant are nothing, and only an admin changes them", async () => {
    const { id } = await addNetworkRule(admin, { cidr: "10.0.0.0/8" });
    const other = await createTenant();
    const stranger = ctxFor(other.id, other.admin);
    await expect(removeNetworkRule(stranger, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listNetworkRules(stranger)).toEqual([]);
    for (const person of [tenant.reviewer, tenant.responder, tenant.viewer]) {
      const ctx = ctxFor(tenant.id, person);
      await expect(addNetworkRule(ctx, { cidr: "10.0.0.0/8" })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(removeNetworkRule(ctx, { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await permitted()).toEqual(["10.0.0.0/8"]);
  });
});
