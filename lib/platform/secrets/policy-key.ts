import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";

/** What an SPKI of Ed25519 begins with; the raw key follows (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const RAW_BYTES = 32;

/** A new Ed25519 private key: PKCS8 DER in base64. */
export function makePolicyKey(): string {
  return generateKeyPairSync("ed25519")
    .privateKey.export({ format: "der", type: "pkcs8" })
    .toString("base64");
}

/** Reads an Ed25519 private key: PKCS8 as PEM, or its DER in base64. @throws Error in a sentence without the key */
export function readPrivateKey(text: string): KeyObject {
  const key = read(() =>
    text.includes("-----BEGIN")
      ? createPrivateKey(text.replaceAll("\\n", "\n"))
      : createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" }),
  );
  if (key?.asymmetricKeyType !== "ed25519")
    throw new Error("is not an Ed25519 private key (PKCS8, as PEM or as base64 of its DER form)");
  return key;
}

/** Reads an Ed25519 public key: base64 of the raw 32 bytes or of its SPKI. @throws Error in a sentence */
export function readPublicKey(text: string): KeyObject {
  const bytes = Buffer.from(text, "base64");
  const der = bytes.length === RAW_BYTES ? Buffer.concat([SPKI_PREFIX, bytes]) : bytes;
  const key = read(() => createPublicKey({ key: der, format: "der", type: "spki" }));
  if (key?.asymmetricKeyType !== "ed25519")
    throw new Error("is not an Ed25519 public key (base64 of the raw 32 bytes or of its SPKI)");
  return key;
}

/** The raw 32 bytes of the public key that belongs to a private or public key, in base64. */
export function rawPublicKey(key: KeyObject): string {
  return spki(key).subarray(SPKI_PREFIX.length).toString("base64");
}

/** What a key is called: the first 16 hex digits of the SHA-256 of its SPKI. */
export function policyKeyId(key: KeyObject): string {
  return createHash("sha256").update(spki(key)).digest("hex").slice(0, 16);
}

function spki(key: KeyObject): Buffer {
  const open = key.type === "private" ? createPublicKey(key) : key;
  return open.export({ format: "der", type: "spki" });
}

function read(make: () => KeyObject): KeyObject | undefined {
  try {
    return make();
  } catch {
    // What OpenSSL says of it helps nobody, and may quote the key.
    return undefined;
  }
}
