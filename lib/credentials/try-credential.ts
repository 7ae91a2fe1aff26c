import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { permittedRanges } from "../outbound";
import { withIssuer } from "./ground";
import { parseInput } from "./parse";
import { toFault } from "./provider-fault";
import type { Ending, Issuer, Provided } from "./providers";
import { TryCredentialInput } from "./schemas";
import type { IssueTrial } from "./types";

const TTL_SECONDS = 900;

/**
 * Gets something from the provider and lets go of it at once; a disabled credential can be tried too. The answer says
 * what happened and shows nothing of what was issued.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT
 */
export async function tryCredential(ctx: Ctx, input: TryCredentialInput): Promise<IssueTrial> {
  requirePermission(ctx, "credentials.manage");
  const { id, scope } = parseInput(TryCredentialInput, input);
  const { tenantId } = ctx;
  const { credential, allow } = await withTenant(tenantId, async (tx) => {
    const found = await tx.credential.findFirst({ where: { tenantId, id } });
    if (!found) throw notFound("credential");
    return { credential: found, allow: await permittedRanges(tx, tenantId) };
  });
  const begun = performance.now();
  const trial = await withIssuer(tenantId, credential, allow, (issuer) => once(issuer, scope)).catch(failed);
  const answer = { ...trial, ms: Math.round(performance.now() - begun) };
  await withTenant(tenantId, async (tx) => {
    await appendLeaf(tx, ctx, {
      action: "credential.tried",
      subjectKind: "credential",
      subjectId: id,
      data: { name: credential.name, scope, ok: answer.ok, detail: answer.detail },
    });
  });
  return answer;
}

type Trial = Omit<IssueTrial, "ms">;

async function once(issuer: Issuer, scope: string): Promise<Trial> {
  const provided = await issuer.issue({
    scope,
    ttlSeconds: TTL_SECONDS,
    per: "call",
    tool: null,
    sessionId: null,
    decisionId: null,
    upstream: null,
    label: "trial",
  });
  const expiresAt = provided.endsAt === null ? null : new Date(provided.endsAt).toISOString();
  const end = await letGo(issuer, provided);
  return { ok: end.ok, expiresAt, detail: [end.detail, provided.note].filter(Boolean).join(" ") };
}

async function letGo(issuer: Issuer, { handle, revokeWith }: Provided) {
  try {
    const reason = "It was only tried out.";
    const asked = { handle, revokeWith, sessionId: null, decisionId: null, reason };
    const { state, detail }: Ending = await issuer.revoke(asked);
    const issued = state === "revoked" ? "It was issued and revoked again." : `It was issued. ${detail}`;
    return { ok: true, detail: issued };
  } catch (error) {
    return { ok: false, detail: `It was issued, but not revoked again. ${toFault(error).message}` };
  }
}

function failed(error: unknown): Trial {
  if (error instanceof DomainError && error.code !== "VAULT_UNAVAILABLE") throw error;
  return { ok: false, detail: toFault(error).message, expiresAt: null };
}
