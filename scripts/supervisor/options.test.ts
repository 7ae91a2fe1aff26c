import { afterEach, describe, expect, it, vi } from "vitest";
import { resetEnv } from "../../lib/platform/env";
import { makePolicyKey, makeVaultKey, rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { completeEnv, gatewayEnv, readOptions } from "./options";

const publicOf = (key: string) => rawPublicKey(readPrivateKey(key));
const SECRET = "s".repeat(32);
const made = makePolicyKey();
const needed = {
  appUrl: "postgres://app",
  ownerUrl: undefined,
  auth: SECRET,
  gateway: SECRET,
  policyKey: made,
  vaultKeys: makeVaultKey(),
};

/** What the parts get where a person has set these variables. */
function completed(signing: string, trusted: string): NodeJS.ProcessEnv {
  vi.stubEnv("AGENTGATE_POLICY_SIGNING_KEY", signing);
  vi.stubEnv("AGENTGATE_POLICY_TRUSTED_KEYS", trusted);
  resetEnv();
  return completeEnv(readOptions([]), needed);
}

describe("the policy keys that the supervisor hands on", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    resetEnv();
  });

  it("are the installation's own where none are given", () => {
    const env = completed("", "");
    expect(env.AGENTGATE_POLICY_SIGNING_KEY).toBe(made);
    expect(env.AGENTGATE_POLICY_TRUSTED_KEYS).toBe(publicOf(made));
  });

  it("are those that are given, and what signs here is trusted here besides", () => {
    const [mine, theirs] = [makePolicyKey(), publicOf(makePolicyKey())];
    const env = completed(mine, ` ${theirs} ,`);
    expect(env.AGENTGATE_POLICY_SIGNING_KEY).toBe(mine);
    expect(env.AGENTGATE_POLICY_TRUSTED_KEYS).toBe(`${theirs},${publicOf(mine)}`);
  });

  it("are named where they are none, without being shown", () => {
    expect(() => completed("rubbish", "")).toThrow(
      /^AGENTGATE_POLICY_SIGNING_KEY is not an Ed25519 private key/,
    );
  });

  it("reach the gateway without the one that signs", () => {
    const env = gatewayEnv(completed("", ""));
    expect(env).not.toHaveProperty("AGENTGATE_POLICY_SIGNING_KEY");
    expect(JSON.stringify(env)).not.toContain(made);
    expect(env.AGENTGATE_POLICY_TRUSTED_KEYS).toBe(publicOf(made));
  });
});
