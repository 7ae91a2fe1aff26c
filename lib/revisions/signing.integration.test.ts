import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { withTenant, type PolicyRevision } from "../platform/db";
import { env, resetEnv } from "../platform/env";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../platform/secrets";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { installPolicy } from "./install";
import { signRevision, verifyRevision, type SignedRow } from "./signing";

const POLICY = `version: 1\nrules: []\n`;
const TESTS = "version: 1\ntests: []\n";
let tenant: TestTenant;
let installed: PolicyRevision;

const ctx = () => ctxFor(tenant.id, tenant.admin);
const read = (id: string) =>
  withTenant(tenant.id, (tx) => tx.policyRevision.findUniqueOrThrow({ where: { id } }));
const whyNot = (row: SignedRow) => {
  const verified = verifyRevision(row);
  return verified.ok ? "it holds" : verified.why;
};
function setKeys(signing: string, trusted: string): void {
  vi.stubEnv("AGENTGATE_POLICY_SIGNING_KEY", signing);
  vi.stubEnv("AGENTGATE_POLICY_TRUSTED_KEYS", trusted);
  resetEnv();
}

beforeAll(async () => {
  tenant = await createTenant();
  installed = await read((await installPolicy(ctx(), POLICY, TESTS)).id);
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

describe("a signed revision", () => {
  it("verifies as it was stored", () => {
    expect(installed.signatureKeyId).toMatch(/^[0-9a-f]{16}$/);
    expect(whyNot(installed)).toBe("it holds");
  });

  it("is refused where anything that was signed is another", () => {
    const at = installed.signedAt!;
    const changed: Partial<SignedRow>[] = [
      { hash: "0".repeat(64) },
      { number: installed.number + 1 },
      { title: "Another" },
      { tenantId: tenant.admin.id },
      { testsHash: "0".repeat(64) },
      { signedAt: new Date(at.getTime() + 1) },
      { signature: new Uint8Array(64) },
    ];
    for (const change of changed) expect(whyNot({ ...installed, ...change })).toMatch(/does not fit/);
  });

  it("is refused where the document or the tests are not those that were signed", () => {
    const others = ["version: 1\ndefault: ALLOW\nrules: []\n", "version: 2", `# a comment\n${POLICY}`];
    for (const document of others)
      expect(whyNot({ ...installed, document })).toMatch(/changed after signing/);
    expect(whyNot({ ...installed, tests: "" })).toMatch(/tests/);
  });

  it("is refused without a signature, and where its key is not trusted here", () => {
    expect(whyNot({ ...installed, signature: null })).toMatch(/no signature/);
    setKeys(env().AGENTGATE_POLICY_SIGNING_KEY!, rawPublicKey(readPrivateKey(makePolicyKey())));
    expect(whyNot(installed)).toMatch(/not trusted here/);
    setKeys("", "");
    expect(whyNot(installed)).toMatch(/not trusted here/);
    setKeys("", "rubbish");
    expect(whyNot(installed)).toMatch(/^Entry 1 of AGENTGATE_POLICY_TRUSTED_KEYS/);
  });

  it("keeps its signature when it is signed again, so that the same thing is promoted", async () => {
    const before = { keyId: installed.signatureKeyId, signedAt: installed.signedAt };
    expect(await withTenant(tenant.id, (tx) => signRevision(tx, ctx(), installed))).toEqual(before);
  });
});

describe("signing", () => {
  it("says what is missing where this process has no key, one that is none, or one nobody trusts", async () => {
    const trusted = env().AGENTGATE_POLICY_TRUSTED_KEYS!;
    const other = makePolicyKey();
    const cases: [string, string, RegExp][] = [
      ["", trusted, /Set AGENTGATE_POLICY_SIGNING_KEY/],
      ["rubbish", trusted, /AGENTGATE_POLICY_SIGNING_KEY is not an Ed25519 private key/],
      [other, trusted, /add the public key .+ to AGENTGATE_POLICY_TRUSTED_KEYS/],
    ];
    for (const [signing, keys, sentence] of cases) {
      setKeys(signing, keys);
      await expect(installPolicy(ctx(), POLICY)).rejects.toMatchObject({
        code: "SIGNING_UNAVAILABLE",
        message: expect.stringMatching(sentence) as string,
      });
    }
  });

  it("is refused for content that is not what its hash says, and for who may not publish", async () => {
    const forged = { ...installed, signature: null, document: "version: 1\ndefault: ALLOW\nrules: []\n" };
    const sign = (as: TestTenant["admin"]) =>
      withTenant(tenant.id, (tx) => signRevision(tx, ctxFor(tenant.id, as), forged));
    await expect(sign(tenant.admin)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(sign(tenant.reviewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
