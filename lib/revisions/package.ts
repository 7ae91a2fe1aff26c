import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { canonical, sha256 } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { rawPublicKey } from "../platform/secrets";
import { trustedKeys } from "./keys";
import { readPackage, type OpenedPackage } from "./package-read";
import { parseInput } from "./parse";
import { readSettings } from "./read-settings";
import { RevisionRef } from "./schemas";
import { manifestOf, PACKAGE_FORMAT, verifyRevision } from "./signing";
import type { PolicyPackage } from "./types";

/**
 * A signed revision as a file for elsewhere: canonical JSON (RFC 8785), so that one package has one text.
 * @throws DomainError FORBIDDEN, NOT_FOUND, CONFLICT where it isn't signed or its signature doesn't hold
 */
export async function exportPackage(
  ctx: Ctx,
  input: RevisionRef,
): Promise<{ fileName: string; text: string }> {
  requirePermission(ctx, "policy.read");
  const { id } = parseInput(RevisionRef, input);
  const row = await withTenant(ctx.tenantId, (tx) =>
    tx.policyRevision.findFirst({ where: { tenantId: ctx.tenantId, id } }),
  );
  if (!row) throw notFound("policy revision");
  const { signature, signatureKeyId: keyId, signedAt, number, document, tests } = row;
  if (!signature || !keyId || !signedAt)
    throw new DomainError(
      "CONFLICT",
      `Revision ${number} is not signed yet. It is once it was published or promoted.`,
    );
  const verified = verifyRevision(row);
  if (!verified.ok) throw new DomainError("CONFLICT", `It cannot be exported. ${verified.why}`);
  const made: PolicyPackage = {
    format: PACKAGE_FORMAT,
    manifest: manifestOf(row, keyId, signedAt),
    document,
    tests,
    publicKey: rawPublicKey(trustedKeys().get(keyId)!), // verified by it
    signature: Buffer.from(signature).toString("base64"),
  };
  return { fileName: `policy-revision-${number}.json`, text: canonical(made) };
}

/**
 * Opens a package for a draft. What isn't exactly as a trusted key signed it is refused, and the refusal recorded;
 * an unsigned one is taken where the tenant's settings say so.
 * @throws DomainError FORBIDDEN, INVALID_INPUT with a sentence that says what is wrong with it
 */
export async function openPackage(ctx: Ctx, text: string): Promise<OpenedPackage> {
  requirePermission(ctx, "policy.edit");
  const { strictPackages } = await withTenant(ctx.tenantId, (tx) => readSettings(tx, ctx.tenantId));
  try {
    return readPackage(text, strictPackages);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await withTenant(ctx.tenantId, (tx) =>
      appendLeaf(tx, ctx, {
        action: "policy.package_refused",
        subjectKind: "tenant",
        subjectId: ctx.tenantId,
        data: { why: error.message, packageHash: sha256(text) },
      }),
    );
    throw error;
  }
}
