import { withTenant, type Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { outbound, permittedRanges } from "../outbound";
import { openSecrets } from "../vault";
import { issuerOf, revocabilityOf, type Issuer } from "./providers";
import { ProviderFault } from "./provider-fault";
import { CredentialConfig } from "./schemas";
import type { IssueRequest } from "./types";
import { WITHDRAWN } from "./withdrawn";

/** What has to be known to issue something. */
export type Ground = {
  credential: { id: string; name: string; version: number; config: unknown };
  /** Null: there is no such upstream (yet): a connection is being tried out, and nothing is kept of it. */
  upstream: string | null;
  /** Whom an issuer's own log may name. */
  label: string;
  allow: string[];
};

/** @throws DomainError CREDENTIAL_UNAVAILABLE where nothing is issued, whatever the provider would say */
export async function readGround(request: IssueRequest): Promise<Ground> {
  const { tenantId, credentialId, upstreamId, sessionId } = request;
  return withTenant(tenantId, async (tx) => {
    const credential = await tx.credential.findFirst({ where: { tenantId, id: credentialId } });
    if (!credential) throw nothing("The upstream's credential does not exist.");
    const { id, name, version, config, disabledAt } = credential;
    if (disabledAt) throw refusedFor(name, "It is disabled.");
    const agent = sessionId === undefined ? null : await requireSession(tx, tenantId, sessionId, name);
    const select = { slug: true } as const;
    const upstream = await tx.upstream.findFirst({ where: { tenantId, id: upstreamId }, select });
    return {
      credential: { id, name, version, config },
      upstream: upstream?.slug ?? null,
      label: [agent, sessionId].filter(Boolean).join("-") || "gateway",
      allow: await permittedRanges(tx, tenantId),
    };
  });
}

/**
 * Keeps session and credential as they are until the transaction ends, and looks once more: what ended while the
 * provider was asked must not get what it gave.
 * @throws DomainError CREDENTIAL_UNAVAILABLE
 */
export async function holdGround(
  tx: Tx,
  { tenantId, sessionId, upstreamId }: IssueRequest,
  { credential }: Ground,
) {
  const turn = sessionId ?? `${credential.id}:${upstreamId}`;
  await takeTurn(tx, turn);
  if (sessionId !== undefined) {
    await tx.$queryRaw`SELECT 1 FROM sessions WHERE id = ${sessionId}::uuid FOR SHARE`;
    await requireSession(tx, tenantId, sessionId, credential.name);
  }
  const rows = await tx.$queryRaw<{ version: number; disabled_at: Date | null }[]>`
    SELECT version, disabled_at FROM credentials WHERE id = ${credential.id}::uuid FOR SHARE`;
  const now = rows[0];
  if (!now || now.disabled_at || now.version !== credential.version)
    throw refusedFor(credential.name, "It was changed while it was issued; try again.");
}

/** One after the other, for whatever issues for a session or ends all of it. */
export async function takeTurn(tx: Tx, of: string): Promise<void> {
  const name = `agentgate.credentials.${of}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** @returns the name of the session's agent. @throws DomainError CREDENTIAL_UNAVAILABLE where it is over or stopped */
async function requireSession(tx: Tx, tenantId: string, id: string, name: string): Promise<string> {
  const session = await tx.session.findFirst({ where: { tenantId, id } });
  if (!session || session.endedAt) throw refusedFor(name, "The session has ended.");
  const withdrawn = { tenantId, sessionId: id, detail: { startsWith: WITHDRAWN } };
  if (await tx.issuedCredential.findFirst({ where: withdrawn, select: { id: true } }))
    throw refusedFor(name, "The session's credentials were revoked.");
  // While it is released in stages, what its stage admits needs to be opened.
  const held = { tenantId, sessionId: id, releasedAt: null, admits: "nothing" };
  if (await tx.quarantine.findFirst({ where: held, select: { id: true } }))
    throw refusedFor(name, "The session is quarantined.");
  const [stopped] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM switches WHERE tenant_id = ${tenantId}::uuid AND scope = 'session' AND target = ${id}
      AND cleared_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()) LIMIT 1`;
  if (stopped) throw refusedFor(name, "The session is stopped.");
  const agent = await tx.agent.findFirst({ where: { tenantId, id: session.agentId } });
  return agent?.name ?? "agent";
}

/** Runs `fn` with the issuer that a configuration describes, on the guarded network. @throws ProviderFault, DomainError */
export async function withIssuer<T>(
  tenantId: string,
  { id, config: stored }: Pick<Ground["credential"], "id" | "config">,
  allow: readonly string[],
  fn: (issuer: Issuer, config: CredentialConfig) => Promise<T>,
  toIssue = true,
): Promise<T> {
  const parsed = CredentialConfig.safeParse(stored);
  if (!parsed.success)
    throw new ProviderFault("configuration", "Its settings cannot be read; save them anew.");
  const config = parsed.data;
  const needed = toIssue || revocabilityOf(config) === "revocable";
  const secrets = needed
    ? await openSecrets(tenantId, { kind: "credential", id })
    : new Map<string, string>();
  const network = outbound({ allow, secret: true });
  try {
    return await fn(issuerOf(config, { secrets, fetch: network.fetch }), config);
  } finally {
    await network.close();
  }
}

/** The refusal that an agent reads: which credential and why, in our words. */
export function refusedFor(name: string, why: string): DomainError {
  return nothing(`The credential "${name}" was not issued. ${why}`);
}

function nothing(detail: string): DomainError {
  return new DomainError("CREDENTIAL_UNAVAILABLE", `${detail} Nothing was executed.`);
}
