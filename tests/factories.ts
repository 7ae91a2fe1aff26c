import type { Ctx, Role } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { newId } from "../lib/platform/ids";
import { createAgent, issueKey } from "../lib/tenants";

export type TestUser = { id: string; email: string; name: string; roles: readonly Role[] };

export type TestTenant = {
  id: string;
  slug: string;
  admin: TestUser;
  reviewer: TestUser;
  /** A second reviewer, for quorums and self-approval. */
  reviewer2: TestUser;
  responder: TestUser;
  viewer: TestUser;
  /** Nobody's agent, so that every reviewer may decide what it asks. */
  agent: { id: string; name: string; apiKey: string; keyId: string };
};

/** A new tenant with one person of each role and one agent with a key: each suite's own world. */
export async function createTenant(name = "Test tenant"): Promise<TestTenant> {
  const id = newId();
  const slug = `t-${id}`;
  await withTenant(id, async (tx) => {
    await tx.tenant.createMany({ data: { id, slug, name } });
    // Most suites make their agent misbehave on purpose; those about quarantine switch it on.
    await tx.containmentSettings.createMany({ data: { tenantId: id, quarantine: false } });
  });
  const admin = await createUser(id, ["admin"]);
  const ctx = ctxFor(id, admin);
  const agent = await createAgent(ctx, { name: "worker", ownerId: null });
  const key = await issueKey(ctx, { agentId: agent.id });
  return {
    id,
    slug,
    admin,
    reviewer: await createUser(id, ["reviewer"]),
    reviewer2: await createUser(id, ["reviewer"]),
    responder: await createUser(id, ["responder"]),
    viewer: await createUser(id, ["viewer"]),
    agent: { ...agent, apiKey: key.text, keyId: key.id },
  };
}

/** A person who is a member of one tenant. Has no password: sign-in has its own tests. */
export async function createUser(tenantId: string, roles: readonly Role[]): Promise<TestUser> {
  const id = newId();
  const user: TestUser = { id, email: `${id}@example.test`, name: `Platform ${roles.join(" ")}`, roles };
  await withTenant(tenantId, async (tx) => {
    await tx.user.createMany({ data: { id, email: user.email, name: user.name } });
    await tx.membership.createMany({ data: { tenantId, userId: id, roles: [...roles] } });
  });
  return user;
}

/** What a verb receives when this person acts in this tenant. */
export function ctxFor(tenantId: string, user: TestUser): Ctx {
  const { id, name: label, roles } = user;
  const actor = { kind: "user", id, label, roles, authenticatedAt: Date.now() } as const;
  return { tenantId, actor, requestId: newId() };
}
