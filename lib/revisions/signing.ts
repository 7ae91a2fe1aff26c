import { sign, verify } from "node:crypto";
import { requirePermission, type Ctx } from "../platform/ctx";
import type { PolicyRevision, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { canonical, sha256 } from "../platform/json";
import type { CompiledPolicy } from "../policy";
import { compiledOnce } from "./compiled-once";
import { signingKey, trustedKeys } from "./keys";
import type { PolicyPackage } from "./types";

export const PACKAGE_FORMAT = "agentgate.policy/1";
export type Manifest = PolicyPackage["manifest"];

/** What of a revision's row the signature is about, and the signature. */
export type SignedRow = Pick<
  PolicyRevision,
  | "tenantId"
  | "number"
  | "title"
  | "document"
  | "hash"
  | "tests"
  | "testsHash"
  | "signature"
  | "signatureKeyId"
  | "signedAt"
>;

export type Verified = { ok: true; compiled: CompiledPolicy } | { ok: false; why: string };

/** What is signed: the canonical text (RFC 8785) of the manifest with the format it belongs to. */
export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(canonical({ format: PACKAGE_FORMAT, ...manifest }));
}

/** True where the signature over the manifest is of the trusted key that the manifest names. */
export function signatureHolds(manifest: Manifest, signature: Uint8Array): boolean {
  const key = trustedKeys().get(manifest.keyId);
  return key !== undefined && verify(null, manifestBytes(manifest), key, signature);
}

/**
 * Signs a revision as its row stands, content and all. One that carries a signature that holds keeps it, so that
 * what is promoted from one environment to the next is the same signed thing.
 * @throws DomainError FORBIDDEN, SIGNING_UNAVAILABLE (no key here), CONFLICT where the content isn't what its hashes say.
 */
export async function signRevision(
  tx: Tx,
  ctx: Ctx,
  revision: SignedRow & { id: string },
): Promise<{ keyId: string; signedAt: Date }> {
  requirePermission(ctx, "policy.publish");
  const { signatureKeyId, signedAt: before } = revision;
  if (signatureKeyId && before && verifyRevision(revision).ok)
    return { keyId: signatureKeyId, signedAt: before };
  const { id: keyId, key } = signingKey();
  const signedAt = new Date();
  const unsigned = { ...revision, signatureKeyId: keyId, signedAt };
  const signature = new Uint8Array(sign(null, manifestBytes(manifestOf(unsigned, keyId, signedAt)), key));
  const verified = verifyRevision({ ...unsigned, signature });
  if (!verified.ok) throw new DomainError("CONFLICT", `This revision cannot be signed. ${verified.why}`);
  await tx.policyRevision.update({
    where: { id: revision.id },
    data: { signature, signatureKeyId: keyId, signedAt },
  });
  return { keyId, signedAt };
}

/**
 * Whether a revision is what somebody with a trusted key signed for this tenant: signature, hash of the document as
 * text and in canonical form, and hash of the tests, all made anew. Says in a sentence why not.
 */
export function verifyRevision(row: SignedRow): Verified {
  const { signature, signatureKeyId: keyId, signedAt, hash } = row;
  if (!signature || !keyId || !signedAt || !hash) return no(`Revision ${row.number} carries no signature.`);
  try {
    if (!trustedKeys().has(keyId))
      return no(`Revision ${row.number} is signed with the key ${keyId}, which is not trusted here.`);
    if (!signatureHolds(manifestOf(row, keyId, signedAt), signature))
      return no(
        `The signature of revision ${row.number} does not fit it: something was changed after signing.`,
      );
    if (sha256(row.tests) !== row.testsHash)
      return no(`The tests of revision ${row.number} are not those that were signed.`);
    const compiled = compiledOnce(row.document);
    if (compiled.hash !== hash)
      return no(`The document of revision ${row.number} does not have the hash that was signed.`);
    return { ok: true, compiled };
  } catch (error) {
    // A document that no longer compiles, a trusted key that is none: expected, and no reason to enforce it.
    if (error instanceof DomainError) return no(error.message);
    throw error;
  }
}

/** The manifest of a row as it was, or is about to be, signed. */
export function manifestOf(row: SignedRow, keyId: string, signedAt: Date): Manifest {
  const { hash, document, testsHash, number, title, tenantId } = row;
  return {
    hash: hash ?? "",
    documentHash: sha256(document),
    testsHash,
    number,
    title,
    tenant: tenantId,
    signedAt: signedAt.toISOString(),
    keyId,
  };
}

function no(why: string): Verified {
  return { ok: false, why };
}
