import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "../platform/db";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { getSettings, updateSettings } from "./settings";

const STRICT = { requiredReviewers: 1, requireDrill: true, coverageFloor: 90, strictPackages: true };
const CHANGED = { requiredReviewers: 3, requireDrill: false, coverageFloor: 100, strictPackages: false };
let tenant: TestTenant;

beforeAll(async () => {
  tenant = await createTenant();
});

describe("a tenant's settings for policy changes", () => {
  it("are strict from the start, and everybody may read them", async () => {
    expect(await getSettings(ctxFor(tenant.id, tenant.viewer))).toEqual(STRICT);
  });

  it("are set by who publishes, and the record says what was before", async () => {
    const ctx = ctxFor(tenant.id, tenant.admin);
    const { auditId } = await updateSettings(ctx, CHANGED);
    expect(await getSettings(ctx)).toEqual(CHANGED);
    const leaf = await withTenant(tenant.id, (tx) =>
      tx.auditLeaf.findFirstOrThrow({ where: { id: auditId } }),
    );
    expect(JSON.parse(Buffer.from(leaf.bytes).toString())).toMatchObject({
      action: "policy.settings_changed",
      data: { before: STRICT, after: CHANGED },
    });
    const other = await createTenant();
    expect(await getSettings(ctxFor(other.id, other.admin))).toEqual(STRICT);
  });

  it("are refused from who may not publish, and out of range", async () => {
    const set = (by: TestTenant["admin"], change: object) =>
      updateSettings(ctxFor(tenant.id, by), { ...CHANGED, ...change });
    await expect(set(tenant.reviewer, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const change of [{ requiredReviewers: 0 }, { requiredReviewers: 11 }, { coverageFloor: 101 }])
      await expect(set(tenant.admin, change)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
