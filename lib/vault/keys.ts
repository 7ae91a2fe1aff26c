import { env } from "../platform/env";
import { DomainError } from "../platform/errors";

/** `current` encrypts; all of them decrypt, by the name that is kept beside what they encrypted. */
export type VaultKeys = { current: string; keys: ReadonlyMap<string, Buffer> };

const NAME = /^[A-Za-z0-9_-]{1,32}$/;
const KEY_BYTES = 32;

let cached: { text: string; keys: VaultKeys } | undefined;

/** The keys of this process. @throws DomainError VAULT_UNAVAILABLE, in a sentence that quotes no key */
export function vaultKeys(): VaultKeys {
  const text = env().AGENTGATE_VAULT_KEYS ?? "";
  if (cached?.text !== text) cached = { text, keys: readVaultKeys(text) };
  return cached.keys;
}

/** Reads `id:base64,id:base64`. @throws DomainError VAULT_UNAVAILABLE */
export function readVaultKeys(text: string): VaultKeys {
  const keys = new Map<string, Buffer>();
  const entries = text.split(",").map((entry) => entry.trim());
  for (const [index, entry] of entries.filter(Boolean).entries()) {
    const colon = entry.indexOf(":");
    const name = entry.slice(0, Math.max(colon, 0));
    const key = Buffer.from(entry.slice(colon + 1), "base64");
    if (!NAME.test(name) || key.length !== KEY_BYTES || keys.has(name)) {
      throw unavailable(
        `Entry ${index + 1} of AGENTGATE_VAULT_KEYS is not usable: write id:base64, each id once, each key of ${KEY_BYTES} bytes.`,
      );
    }
    keys.set(name, key);
  }
  const [current] = keys.keys();
  if (current === undefined)
    throw unavailable("This process has no key to keep secrets with. Set AGENTGATE_VAULT_KEYS.");
  return { current, keys };
}

export function unavailable(detail: string): DomainError {
  return new DomainError("VAULT_UNAVAILABLE", detail);
}
