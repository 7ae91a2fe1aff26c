import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { unavailable, vaultKeys, type VaultKeys } from "./keys";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `sealed` is nonce (12 bytes), ciphertext, tag (16 bytes). */
export type Sealed = { keyId: string; sealed: Uint8Array<ArrayBuffer> };

/**
 * Encrypts a text (AES-256-GCM, NIST SP 800-38D) under the current key. `place` names what it belongs to: the
 * same bytes anywhere else don't open.
 * @throws DomainError VAULT_UNAVAILABLE
 */
export function seal(text: string, place: string, { current, keys }: VaultKeys = vaultKeys()): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keys.get(current)!, nonce);
  cipher.setAAD(Buffer.from(place));
  const parts = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return { keyId: current, sealed: new Uint8Array(Buffer.concat(parts)) };
}

/** @throws DomainError VAULT_UNAVAILABLE: the key is gone, the place is another one, or somebody changed the bytes */
export function unseal({ keyId, sealed }: Sealed, place: string, { keys }: VaultKeys = vaultKeys()): string {
  const key = keys.get(keyId);
  if (!key) throw unavailable(`The key ${keyId} that keeps this secret is not among AGENTGATE_VAULT_KEYS.`);
  try {
    const bytes = Buffer.from(sealed);
    // A shorter tag would be easier to guess, and Node would take it.
    if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("too short");
    const options = { authTagLength: TAG_BYTES };
    const opener = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), options);
    opener.setAAD(Buffer.from(place));
    opener.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = [opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), opener.final()];
    return Buffer.concat(text).toString("utf8");
  } catch (cause) {
    const detail = "A stored secret does not open: its bytes or its place were changed. Set it anew.";
    throw Object.assign(unavailable(detail), { cause });
  }
}

/** The text, or null where it does not open: one that can't be read must not keep others from being rotated. */
export function opened(sealed: Sealed, place: string): string | null {
  try {
    return unseal(sealed, place);
  } catch {
    return null;
  }
}
