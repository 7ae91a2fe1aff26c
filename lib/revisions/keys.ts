import type { KeyObject } from "node:crypto";
import { env } from "../platform/env";
import { DomainError } from "../platform/errors";
import { policyKeyId, rawPublicKey, readPrivateKey, readPublicKey } from "../platform/secrets";

/** `publicKey` is the raw public half in base64. */
export type SigningKey = { id: string; key: KeyObject; publicKey: string };
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

let signing: { text: string; key: SigningKey } | undefined;
let trusted: { text: string; keys: TrustedKeys } | undefined;

/**
 * The key that this process signs policies with.
 * @throws DomainError SIGNING_UNAVAILABLE where there is none, it is no key, or the gateways would refuse what it signs.
 */
export function signingKey(): SigningKey {
  const text = env().AGENTGATE_POLICY_SIGNING_KEY;
  if (!text)
    throw unavailable(
      "This process has no key to sign policies with, and the gateways take only signed ones. Set AGENTGATE_POLICY_SIGNING_KEY.",
    );
  if (signing?.text !== text) signing = { text, key: readSigningKey(text) };
  const { key } = signing;
  if (!trustedKeys().has(key.id))
    throw unavailable(
      `The gateways would refuse what is signed here: add the public key ${key.publicKey} to AGENTGATE_POLICY_TRUSTED_KEYS.`,
    );
  return key;
}

/** The keys whose signatures count, by key id. @throws DomainError SIGNING_UNAVAILABLE where one of them is no key */
export function trustedKeys(): TrustedKeys {
  const text = env().AGENTGATE_POLICY_TRUSTED_KEYS ?? "";
  if (trusted?.text !== text) trusted = { text, keys: readTrustedKeys(text) };
  return trusted.keys;
}

function readSigningKey(text: string): SigningKey {
  try {
    const key = readPrivateKey(text);
    return { id: policyKeyId(key), key, publicKey: rawPublicKey(key) };
  } catch (error) {
    throw unavailable(`AGENTGATE_POLICY_SIGNING_KEY ${sentenceOf(error)}.`);
  }
}

function readTrustedKeys(text: string): TrustedKeys {
  const keys = new Map<string, KeyObject>();
  const entries = text.split(",").map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    if (entry === "") continue;
    try {
      const key = readPublicKey(entry);
      keys.set(policyKeyId(key), key);
    } catch (error) {
      throw unavailable(`Entry ${index + 1} of AGENTGATE_POLICY_TRUSTED_KEYS ${sentenceOf(error)}.`);
    }
  }
  return keys;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : "cannot be read";
}

function unavailable(sentence: string): DomainError {
  return new DomainError("SIGNING_UNAVAILABLE", sentence);
}
