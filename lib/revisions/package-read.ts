import { z } from "zod";
import { exactBase64 } from "../platform/base64";
import { DomainError, invalidInput } from "../platform/errors";
import { canonical, parseJsonStrict, sha256 } from "../platform/json";
import { rawPublicKey } from "../platform/secrets";
import { compiledOnce } from "./compiled-once";
import { trustedKeys } from "./keys";
import { PACKAGE_FORMAT, signatureHolds } from "./signing";
import type { PolicyPackage } from "./types";

/** Room for a document, its tests and what escaping makes of them. */
const MAX_PACKAGE = 1_000_000;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hex");
const Text = z.string().max(240_000, "is longer than 240,000 characters");

const Manifest = z.strictObject({
  hash: Sha256,
  documentHash: Sha256,
  testsHash: Sha256,
  number: z.int().min(1),
  title: z.string().max(120),
  tenant: z.uuid(),
  signedAt: z.iso.datetime().or(z.literal("")),
  keyId: z.string().regex(/^([0-9a-f]{16})?$/, "is not a key id of 16 hex digits"),
});

/** A package as written. One that nobody signed has empty texts where the signature and its key would be. */
const Package: z.ZodType<PolicyPackage> = z.strictObject({
  format: z.literal(PACKAGE_FORMAT),
  manifest: Manifest,
  document: Text,
  tests: Text,
  publicKey: z.string().max(100),
  signature: z.string().max(100),
});

/** What a draft begins with. */
export type OpenedPackage = { title: string; document: string; tests: string; origin: string };

/**
 * The content of a package's text, where it is exactly what a trusted key signed.
 * @param strict false takes one that carries no signature at all as well.
 * @throws DomainError INVALID_INPUT, MALFORMED_JSON with a sentence that says what is wrong with it
 */
export function readPackage(text: string, strict: boolean): OpenedPackage {
  if (text.length > MAX_PACKAGE) throw refused("It is larger than a package can be.");
  const json = parseJsonStrict(text, { depth: 4, nodes: 100 });
  const parsed = Package.safeParse(json);
  if (!parsed.success) throw invalidInput(parsed.error);
  if (canonical(json) !== text.trimEnd())
    throw refused("It is not written as it was exported. Use the file itself, unformatted.");
  const { manifest, document, tests, publicKey, signature } = parsed.data;
  if (sha256(document) !== manifest.documentHash) throw refused("Its document was changed.");
  if (sha256(tests) !== manifest.testsHash) throw refused("Its tests were changed.");
  if (compiledOnce(document).hash !== manifest.hash)
    throw refused("Its document does not have the hash that it names.");
  const unsigned = [publicKey, signature, manifest.keyId, manifest.signedAt].every((it) => it === "");
  if (!unsigned) requireSignature(parsed.data);
  else if (strict) throw refused("It is not signed, and this tenant takes only signed packages.");
  return {
    title: manifest.title,
    document,
    tests,
    origin: `import:${unsigned ? "unsigned" : manifest.keyId}`,
  };
}

function requireSignature({ manifest, publicKey, signature }: PolicyPackage): void {
  const key = trustedKeys().get(manifest.keyId);
  if (!key)
    throw refused(
      `It is signed with the key ${manifest.keyId || "of nobody"}, which is not trusted here. Its public key belongs into AGENTGATE_POLICY_TRUSTED_KEYS, if you trust who holds it.`,
    );
  const bytes = exactBase64(signature);
  if (!bytes || publicKey !== rawPublicKey(key) || !signatureHolds(manifest, bytes))
    throw refused("Its signature does not fit it.");
}

function refused(why: string): DomainError {
  return new DomainError("INVALID_INPUT", `This package is refused. ${why}`);
}
