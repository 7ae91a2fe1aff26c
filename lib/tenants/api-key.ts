import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const PREFIX = "agk_";

/** What a key's text says of itself. `hash` is SHA-256 of the whole text. */
export type ParsedKey = { tenantId: string; keyId: string; hash: Buffer };

/**
 * A new API key: `agk_` + base64url of tenant id (16 bytes), key id (16 bytes), secret (32 random bytes).
 * It names its tenant, so that looking it up never needs to read across tenants. 256 random bits need no
 * slow hash: SHA-256 is what is stored.
 */
export function mintKey(tenantId: string, keyId: string): { text: string; hash: Buffer } {
  const text =
    PREFIX + Buffer.concat([uuidBytes(tenantId), uuidBytes(keyId), randomBytes(32)]).toString("base64url");
  return { text, hash: sha256(text) };
}

/** The parts of a key's text, or null where it cannot be one. Proves nothing yet. */
export function parseKey(text: string): ParsedKey | null {
  if (!text.startsWith(PREFIX) || text.length !== 90) return null;
  const bytes = Buffer.from(text.slice(PREFIX.length), "base64url");
  // Decoding skips what is not base64url; a key has one spelling only.
  if (bytes.length !== 64 || PREFIX + bytes.toString("base64url") !== text) return null;
  return {
    tenantId: uuidText(bytes.subarray(0, 16)),
    keyId: uuidText(bytes.subarray(16, 32)),
    hash: sha256(text),
  };
}

/** Constant-time comparison of two SHA-256 digests. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}
function uuidText(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
