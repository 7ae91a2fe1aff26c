import { systemCtx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { appendLeaf } from "../platform/ledger";
import { sealIssued } from "../vault";
import { alertIssued } from "./alerts";
import type { Fresh } from "./cache";
import { holdGround, withIssuer, type Ground } from "./ground";
import { materialOf } from "./material";
import type { Asked, Issuer, Provided } from "./providers";
import { ProviderFault } from "./provider-fault";
import { endIssued } from "./revoke";
import { partsFault, wordingFault, type CredentialConfig } from "./schemas";
import type { IssueRequest } from "./types";

/** Of a life, this much is left unused: what is sent late must not arrive expired. */
const MARGIN_MS = 30_000;
const MARGIN_PART = 0.1;
/** After it was last handed out, calls under way may need it for this long. */
const GRACE_MS = 60_000;

/**
 * Asks the provider, writes the row and the audit leaf, and only then hands over what opens the upstream.
 * @throws ProviderFault; DomainError where session or credential ended meanwhile, or the database is away
 */
export async function obtain(request: IssueRequest, ground: Ground, forCall: boolean): Promise<Fresh> {
  const { tenantId, use, sessionId = null, tool = null } = request;
  const { credential, upstream, label, allow } = ground;
  const { scope, ttlSeconds, per, deliver } = use;
  const decisionId = forCall ? (request.decisionId ?? null) : null;
  const asked = { scope, ttlSeconds, per, tool, sessionId, decisionId, upstream, label };
  return withIssuer(tenantId, credential, allow, async (issuer, config) => {
    const fault = partsFault(config.provider, deliver) ?? wordingFault(deliver);
    if (fault !== null) throw new ProviderFault("configuration", fault);
    const begun = Date.now();
    const provided = await issuer.issue(asked);
    try {
      const life = lifeOf(provided, begun, asked, config);
      const material = materialOf(provided.parts, deliver, life.permanent ? null : life.until);
      const fresh = { material, useUntil: life.useUntil, version: credential.version };
      if (upstream === null) {
        const letGo = (reason: string) => undoTrial(request, ground, provided, reason);
        return { ...fresh, issuedId: null, letGo };
      }
      const issuedId = await record(request, ground, provided, asked, life);
      return { ...fresh, issuedId, letGo: (reason) => endIssued(tenantId, issuedId, reason) };
    } catch (error) {
      // Nobody will use it.
      await undo(issuer, provided, "It was not used.");
      throw error;
    }
  });
}

type Life = {
  permanent: boolean;
  /** When we stop handing it out, and when it is over for us. */
  useUntil: number;
  until: number;
  /** When it is to be let go of, if nobody does so before; null: it has ended by then anyway. */
  letGoAt: Date | null;
};

function lifeOf({ endsAt }: Provided, begun: number, asked: Asked, { provider }: CredentialConfig): Life {
  const until = Math.min(endsAt ?? Infinity, begun + asked.ttlSeconds * 1_000);
  const useUntil = until - Math.min(MARGIN_MS, Math.max(until - begun, 0) * MARGIN_PART);
  const over = until + GRACE_MS;
  const letGoAt = endsAt !== null && endsAt <= over ? null : new Date(over);
  return { permanent: provider === "static", useUntil, until, letGoAt };
}

async function record(
  request: IssueRequest,
  ground: Ground,
  provided: Provided,
  asked: Asked,
  life: Life,
): Promise<string> {
  const { tenantId, upstreamId } = request;
  const { credential, upstream } = ground;
  const { sessionId, decisionId } = asked;
  const id = newId();
  const of = { tenantId, credentialId: credential.id, upstreamId, sessionId, decisionId };
  const expiresAt = provided.endsAt === null ? null : new Date(provided.endsAt);
  const sealed =
    provided.revokeWith === null
      ? { sealed: null, keyId: null }
      : sealIssued(tenantId, id, provided.revokeWith);
  return withTenant(tenantId, async (tx) => {
    await holdGround(tx, request, ground);
    await alertIssued(tx, tenantId, credential.id);
    const same = life.permanent && decisionId === null ? await liveRow(tx, of, life) : null;
    if (same !== null) return same;
    const { scope, handle, note } = provided;
    await tx.issuedCredential.createMany({
      data: {
        ...of,
        ...sealed,
        id,
        scope,
        issuedAt: new Date(),
        expiresAt,
        handle,
        detail: note,
        nextTryAt: life.letGoAt,
      },
    });
    await appendLeaf(tx, systemCtx(tenantId, request.decisionId ?? `issue-${id}`), {
      action: "credential.issued",
      subjectKind: "credential",
      subjectId: credential.id,
      data: {
        name: credential.name,
        issuedId: id,
        upstream,
        ...{ sessionId, decisionId, scope, note },
        tool: asked.tool,
        expiresAt: expiresAt?.toISOString() ?? null,
      },
    });
    return id;
  });
}

type Owner = Pick<Asked, "sessionId" | "decisionId"> & {
  tenantId: string;
  credentialId: string;
  upstreamId: string;
};

/**
 * A static secret is one and the same for a session, whichever processes hand it out and how often: its row stays
 * live for as long as one of them does.
 */
async function liveRow(tx: Tx, owner: Owner, { letGoAt }: Life): Promise<string | null> {
  const where = { ...owner, state: "live" };
  const [row] = await tx.issuedCredential.updateManyAndReturn({
    where,
    data: { nextTryAt: letGoAt },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** Best effort: what was never recorded has no second try. */
async function undo(issuer: Issuer, { handle, revokeWith }: Provided, reason: string): Promise<void> {
  // Without the session: where there is no lease to name, nothing else of the session may end with this.
  const issued = { handle, revokeWith, sessionId: null, decisionId: null, reason };
  await issuer.revoke(issued).catch(() => undefined);
}

async function undoTrial(
  { tenantId }: IssueRequest,
  { credential, allow }: Ground,
  provided: Provided,
  reason: string,
): Promise<void> {
  const revoked = withIssuer(tenantId, credential, allow, (issuer) => undo(issuer, provided, reason));
  await revoked.catch(() => undefined);
}
