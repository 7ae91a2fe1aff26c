import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makePolicyKey, policyKeyId, rawPublicKey, readPrivateKey, readPublicKey } from "./policy-key";

const made = makePolicyKey();
const key = readPrivateKey(made);

describe("a policy signing key", () => {
  it("is the same key as base64, as PEM and as PEM with its line ends written out", () => {
    const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
    for (const text of [made, pem, pem.replaceAll("\n", "\\n")])
      expect(policyKeyId(readPrivateKey(text))).toBe(policyKeyId(key));
  });

  it("has one id, whether its public half comes raw or as SPKI", () => {
    const raw = rawPublicKey(key);
    const spki = readPublicKey(raw).export({ format: "der", type: "spki" }).toString("base64");
    expect(policyKeyId(key)).toMatch(/^[0-9a-f]{16}$/);
    expect(policyKeyId(readPublicKey(raw))).toBe(policyKeyId(key));
    expect(policyKeyId(readPublicKey(spki))).toBe(policyKeyId(key));
  });

  it("is refused where it is of another kind, cut off or nothing, in a sentence that does not quote it", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const privates = [
      rsa.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
      made.slice(0, 40),
      "secret-text",
    ];
    for (const text of privates)
      expect(() => readPrivateKey(text)).toThrow(/^is not an Ed25519 private key \(PKCS8/);
    const publics = [
      rsa.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
      made,
      "AAAA",
      "",
    ];
    for (const text of publics)
      expect(() => readPublicKey(text)).toThrow(/^is not an Ed25519 public key \(base64/);
  });
});
