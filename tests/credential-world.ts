import { createCredential, type CreateCredentialInput, type CredentialUse } from "../lib/credentials";
import { issueCredential, type Issued, type IssueRequest } from "../lib/credentials";
import type { Ctx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { createTenant, ctxFor, type TestTenant } from "./factories";

export type CredentialWorld = {
  tenant: TestTenant;
  tenantId: string;
  admin: Ctx;
  upstreamId: string;
};

/** A tenant whose upstreams may be on this machine, with one upstream. */
export async function credentialWorld(): Promise<CredentialWorld> {
  const tenant = await createTenant();
  const tenantId = tenant.id;
  const upstreamId = newId();
  await withTenant(tenantId, async (tx) => {
    await tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } });
    const config = { url: "http://127.0.0.1:9/mcp" };
    const data = { id: upstreamId, tenantId, slug: "io.fs", name: "Files", kind: "mcp_http", config };
    await tx.upstream.createMany({ data });
  });
  return { tenant, tenantId, admin: ctxFor(tenantId, tenant.admin), upstreamId };
}

export const BEARER: CredentialUse = {
  deliver: { as: "bearer" },
  per: "session",
  scope: "read",
  ttlSeconds: 600,
};

export async function openTestSession({ tenantId, tenant }: CredentialWorld): Promise<string> {
  const id = newId();
  await withTenant(tenantId, (tx) =>
    tx.session.createMany({ data: { id, tenantId, agentId: tenant.agent.id, kind: "rest" } }),
  );
  return id;
}

export async function endTestSession({ tenantId }: CredentialWorld, id: string): Promise<void> {
  await withTenant(tenantId, (tx) => tx.session.updateMany({ where: { id }, data: { endedAt: new Date() } }));
}

export async function addCredential(
  { admin }: CredentialWorld,
  config: CreateCredentialInput["config"],
  secrets: Record<string, string>,
): Promise<string> {
  return (await createCredential(admin, { name: `Credential ${newId()}`, config, secrets })).id;
}

export function request(
  { tenantId, upstreamId }: CredentialWorld,
  credentialId: string,
  more: Partial<IssueRequest> = {},
): IssueRequest {
  return {
    ...{ tenantId, upstreamId, credentialId },
    use: BEARER,
    signal: new AbortController().signal,
    ...more,
  };
}

/** The header that opens the upstream. */
export async function bearer(asked: IssueRequest): Promise<{ token: string | undefined; issued: Issued }> {
  const issued = await issueCredential(asked);
  return { token: issued.material.headers?.authorization, issued };
}

export function rowsOf({ tenantId }: CredentialWorld, credentialId: string) {
  return withTenant(tenantId, (tx) =>
    tx.issuedCredential.findMany({ where: { credentialId }, orderBy: { id: "asc" } }),
  );
}

export async function leavesOf({ tenantId }: CredentialWorld, subjectId: string) {
  const rows = await withTenant(tenantId, (tx) =>
    tx.auditLeaf.findMany({ where: { subjectId }, orderBy: { id: "asc" } }),
  );
  return rows.map(({ action, bytes }) => ({ action, text: Buffer.from(bytes).toString() }));
}

export function alertsOf({ tenantId }: CredentialWorld, subjectId: string) {
  return withTenant(tenantId, (tx) =>
    tx.alert.findMany({ where: { subjectId }, orderBy: { createdAt: "asc" } }),
  );
}
