import { issueCredential } from "../credentials";
import { CredentialUse } from "../credentials/schemas";
import type { CredentialMaterial } from "../credentials/types";
import { DomainError } from "../platform/errors";
import type { UpstreamRef } from "./types";

/** Whose call it is. Without a session it is for ourselves: listing tools, looking how it is. */
export type Occasion = { sessionId?: string; decisionId?: string; tool?: string; signal: AbortSignal };

/**
 * Runs work with what opens the upstream, null where nothing is needed, and lets go of it afterwards, whatever became
 * of the work.
 * @throws DomainError CREDENTIAL_UNAVAILABLE: then the work was not begun. And whatever the work throws.
 */
export async function withCredential<T>(
  upstream: UpstreamRef,
  occasion: Occasion,
  work: (credential: CredentialMaterial | null) => Promise<T>,
): Promise<T> {
  const { tenantId, id, slug, credential } = upstream;
  if (!credential) return work(null);
  if (credential.disabled) throw unavailable(`The credential of ${slug} is disabled.`);
  const use = CredentialUse.safeParse(credential.use);
  if (!use.success) throw unavailable(`How ${slug} uses its credential makes no sense. Set it anew.`);
  const { material, release } = await issueCredential({
    tenantId,
    upstreamId: id,
    credentialId: credential.id,
    version: credential.version,
    use: use.data,
    ...occasion,
  });
  try {
    return await work(material);
  } finally {
    // What it could not let go of, the broker knows and tries again.
    await release().catch(() => undefined);
  }
}

function unavailable(detail: string): DomainError {
  return new DomainError("CREDENTIAL_UNAVAILABLE", detail);
}
