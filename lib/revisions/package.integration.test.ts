import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { withTenant } from "../platform/db";
import { env, resetEnv } from "../platform/env";
import { DomainError } from "../platform/errors";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../platform/secrets";
import { newId } from "../platform/ids";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { installPolicy } from "./install";
import { exportPackage, openPackage } from "./package";
import { readPackage } from "./package-read";
import { updateSettings } from "./settings";
import type { PolicyPackage } from "./types";
import { canonical } from "../platform/json";

const DOCUMENT = `# Nobody may do anything — “für immer”.
version: 1
rules:
  - { id: nothing, principals: ["agent:*"], capabilities: ["*"], action: DENY, reason: Not here. }
`;
const TESTS = `version: 1
tests:
  - { name: Nothing goes, given: { principal: "agent:a", capability: x.y }, expect: { action: DENY } }
`;
let tenant: TestTenant;
let other: TestTenant;
let text: string;
let revisionId: string;

const ctx = (of = tenant) => ctxFor(of.id, of.admin);
const refusals = (of: TestTenant) =>
  withTenant(of.id, (tx) => tx.auditLeaf.count({ where: { action: "policy.package_refused" } }));
const changed = (change: (it: PolicyPackage) => void): string => {
  const it = JSON.parse(text) as PolicyPackage;
  change(it);
  return canonical(it);
};

beforeAll(async () => {
  tenant = await createTenant();
  other = await createTenant();
  revisionId = (await installPolicy(ctx(), DOCUMENT, TESTS)).id;
  ({ text } = await exportPackage(ctx(), { id: revisionId }));
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

describe("a policy package", () => {
  it("carries a signed revision to another tenant that trusts the key", async () => {
    const opened = await openPackage(ctx(other), `${text}\n`);
    expect(opened).toMatchObject({ document: DOCUMENT, tests: TESTS });
    expect(opened.origin).toMatch(/^import:[0-9a-f]{16}$/);
  });

  it("is refused where any one byte of it is another", () => {
    const bytes = Buffer.from(text);
    const refuses = (at: number, byte: number) => {
      const forged = Buffer.from(bytes);
      forged[at] = byte;
      // Both ways: no change of one byte makes a signed package an unsigned one.
      for (const strict of [true, false])
        expect(() => readPackage(forged.toString(), strict)).toThrow(DomainError);
    };
    for (const at of bytes.keys()) refuses(at, bytes[at]! ^ 1);
    const place = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, flip) => refuses(at, bytes[at]! ^ flip)),
      { numRuns: 3_000 },
    );
  });

  it("is refused with a sentence that says why, and the refusal is on record", async () => {
    const before = await refusals(other);
    const cases: [string, RegExp][] = [
      ["{", /not JSON/],
      [`{"format":"agentgate.policy/1","format":"agentgate.policy/1"}`, /twice/],
      ["x".repeat(1_000_001), /larger than a package/],
      [JSON.stringify(JSON.parse(text), null, 2), /not written as it was exported/],
      [changed((it) => Object.assign(it, { more: 1 })), /Unrecognized key/],
      [changed((it) => (it.document = "version: 1\nrules: []\n")), /document was changed/],
      [changed((it) => (it.tests = "")), /tests were changed/],
      [changed((it) => (it.manifest.title = "Another")), /signature does not fit/],
      [changed((it) => (it.manifest.keyId = "0".repeat(16))), /not trusted here/],
      [changed((it) => (it.signature = "")), /signature does not fit/],
    ];
    for (const [forged, why] of cases) await expect(openPackage(ctx(other), forged)).rejects.toThrow(why);
    expect(await refusals(other)).toBe(before + cases.length);
  });

  it("is refused where its key is not trusted here", async () => {
    vi.stubEnv("AGENTGATE_POLICY_TRUSTED_KEYS", rawPublicKey(readPrivateKey(makePolicyKey())));
    resetEnv();
    await expect(openPackage(ctx(other), text)).rejects.toThrow(/which is not trusted here/);
    expect(env().AGENTGATE_POLICY_TRUSTED_KEYS).toBeDefined();
  });

  it("is taken without any signature only where the tenant does not insist", async () => {
    const lax = await createTenant();
    const unsigned = changed((it) => {
      it.publicKey = it.signature = it.manifest.keyId = it.manifest.signedAt = "";
    });
    await expect(openPackage(ctx(lax), unsigned)).rejects.toThrow(/takes only signed packages/);
    const settings = { requiredReviewers: 1, requireDrill: true, coverageFloor: 90, strictPackages: false };
    await updateSettings(ctx(lax), settings);
    expect(await openPackage(ctx(lax), unsigned)).toMatchObject({ origin: "import:unsigned" });
    const forged = changed((it) => (it.signature = Buffer.alloc(64).toString("base64")));
    await expect(openPackage(ctx(lax), forged)).rejects.toThrow(/signature does not fit/);
  });

  it("is opened by who may edit, and exported of one's own signed revisions only", async () => {
    await expect(openPackage(ctxFor(other.id, other.reviewer), text)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(exportPackage(ctx(other), { id: revisionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const id = newId();
    await withTenant(tenant.id, (tx) =>
      tx.policyRevision.create({
        data: { id, tenantId: tenant.id, number: 99, document: DOCUMENT, state: "draft" },
      }),
    );
    await expect(exportPackage(ctx(), { id })).rejects.toThrow(/not signed yet/);
  });
});
