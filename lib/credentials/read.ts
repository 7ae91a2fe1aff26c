import { type Tx } from "../platform/db";
import { notFound } from "../platform/errors";
import { secretFields } from "../vault";
import { revocabilityOf } from "./providers";
import { CredentialConfig, SECRET_FIELDS, type Provider } from "./schemas";
import type { CredentialDetail, CredentialRow } from "./types";

type Stored = {
  id: string;
  name: string;
  provider: string;
  config: unknown;
  version: number;
  disabledAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  upstreams: { id: string; slug: string; name: string }[];
};

export const withUpstreams = {
  upstreams: { select: { id: true, slug: true, name: true }, orderBy: { slug: "asc" } },
} as const;

/** @throws DomainError NOT_FOUND */
export async function readDetail(tx: Tx, tenantId: string, id: string): Promise<CredentialDetail> {
  const stored = await tx.credential.findFirst({ where: { tenantId, id }, include: withUpstreams });
  if (!stored) throw notFound("credential");
  const [row] = await toRows(tx, tenantId, [stored]);
  if (!row) throw notFound("credential");
  const config = CredentialConfig.parse(stored.config);
  const set = new Map(
    (await secretFields(tx, { kind: "credential", id })).map(({ field, setAt }) => [field, setAt]),
  );
  return {
    ...row,
    config,
    secrets: SECRET_FIELDS[config.provider].map(({ field, label }) => ({
      field,
      label,
      setAt: set.get(field)?.toISOString() ?? null,
    })),
    version: stored.version,
    createdAt: stored.createdAt.toISOString(),
  };
}

type Figures = { credential_id: string; live: number; last_issued_at: Date | null };

export async function toRows(tx: Tx, tenantId: string, stored: readonly Stored[]): Promise<CredentialRow[]> {
  const ids = stored.map(({ id }) => id);
  const figures = await tx.$queryRaw<Figures[]>`
    SELECT c.id AS credential_id,
      (SELECT count(*)::int FROM issued_credentials i WHERE i.credential_id = c.id
        AND i.state IN ('live', 'revoke_failed') AND (i.expires_at IS NULL OR i.expires_at > clock_timestamp())) AS live,
      (SELECT max(i.issued_at) FROM issued_credentials i WHERE i.credential_id = c.id) AS last_issued_at
    FROM credentials c WHERE c.id = ANY (${ids}::uuid[])`;
  const alerts = await tx.alert.findMany({
    where: { tenantId, kind: "credential.failed", subjectId: { in: ids }, resolvedAt: null },
    select: { subjectId: true, title: true, detail: true },
  });
  return stored.map(({ id, name, provider, config, disabledAt, updatedAt, upstreams }) => {
    const own = figures.find((one) => one.credential_id === id);
    const alert = alerts.find(({ subjectId }) => subjectId === id);
    return {
      id,
      name,
      provider: provider as Provider, // safe because of CHECK provider_known
      disabled: disabledAt !== null,
      revocability: revocabilityOf(CredentialConfig.parse(config)),
      upstreams,
      live: own?.live ?? 0,
      lastIssuedAt: own?.last_issued_at?.toISOString() ?? null,
      problem: alert ? `${alert.title}: ${alert.detail}` : null,
      updatedAt: updatedAt.toISOString(),
    };
  });
}
