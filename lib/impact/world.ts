import { compilePolicy, PolicyError, type CapabilityRequest, type SessionCounts } from "../policy";
import { Judge } from "./judge";
import type { Client } from "./reading";
import type { Slices } from "./breathe";
import type { StoredDecision } from "./stored-decisions";

export type Agent = { name: string; environment: string };
export type Session = { id: string; kind: string; startedAt: Date; taint: string[] };
/** What the registry says today. */
export type Capability = {
  facts: CapabilityRequest;
  definitionHash: string;
  status: string;
  updatedAt: Date;
};

/** What decisions are replayed on, by id. Sessions and revisions are added as decisions name them. */
export type World = {
  tenant: { id: string; slug: string };
  agents: Map<string, Agent>;
  capabilities: Map<string, Capability>;
  sessions: Map<string, Session>;
  /** Null for a revision that can't be compiled today. */
  revisions: Map<string, Judge | null>;
};

/** The tenant with its agents and capabilities. */
export async function loadWorld(client: Client, tenantId: string): Promise<World> {
  const tenants = await client.query<{ slug: string }>("SELECT slug FROM tenants WHERE id = $1", [tenantId]);
  const agents = await client.query<Agent & { id: string }>(
    "SELECT id, 'agent:' || name AS name, environment FROM agents WHERE tenant_id = $1",
    [tenantId],
  );
  const capabilities = await client.query<Omit<Capability, "facts"> & CapabilityRequest & { id: string }>(
    `SELECT c.id, c.name, u.slug AS upstream, c.operation, c.risk_level AS "riskLevel", c.reversible, c.scope, c.idempotent,
       c.requires_approval AS "requiresApproval", c.definition_hash AS "definitionHash", c.status, c.updated_at AS "updatedAt"
     FROM capabilities c JOIN upstreams u ON u.id = c.upstream_id WHERE c.tenant_id = $1`,
    [tenantId],
  );
  return {
    tenant: { id: tenantId, slug: tenants.rows[0]?.slug ?? "" },
    agents: new Map(agents.rows.map(({ id, ...agent }) => [id, agent])),
    capabilities: new Map(
      capabilities.rows.map(({ id, definitionHash, status, updatedAt, ...facts }) => [
        id,
        { facts, definitionHash, status, updatedAt },
      ]),
    ),
    sessions: new Map(),
    revisions: new Map(),
  };
}

/** Adds the sessions and revisions that these decisions name. Returns the sessions that are new. */
export async function complete(
  client: Client,
  world: World,
  decisions: readonly StoredDecision[],
  slices: Slices,
): Promise<Session[]> {
  const sessionIds = new Set<string>();
  const revisionIds = new Set<string>();
  for (const { sessionId, revisionId } of decisions) {
    if (sessionId !== null && !world.sessions.has(sessionId)) sessionIds.add(sessionId);
    if (revisionId !== null && !world.revisions.has(revisionId)) revisionIds.add(revisionId);
  }
  if (revisionIds.size > 0) await addRevisions(client, world, [...revisionIds], slices);
  if (sessionIds.size === 0) return [];
  const { rows } = await client.query<Session>(
    `SELECT id, kind, started_at AS "startedAt", taint FROM sessions WHERE tenant_id = $1 AND id = ANY ($2)`,
    [world.tenant.id, [...sessionIds]],
  );
  for (const session of rows) world.sessions.set(session.id, session);
  return rows;
}

async function addRevisions(client: Client, world: World, ids: string[], slices: Slices): Promise<void> {
  for (const id of ids) world.revisions.set(id, null);
  const { rows } = await client.query<{ id: string; document: string }>(
    "SELECT id, document FROM policy_revisions WHERE tenant_id = $1 AND id = ANY ($2)",
    [world.tenant.id, ids],
  );
  for (const { id, document } of rows) {
    await slices.giveWay();
    world.revisions.set(id, compiled(document));
  }
}

function compiled(document: string): Judge | null {
  try {
    return new Judge(compilePolicy(document));
  } catch (error) {
    if (error instanceof PolicyError) return null;
    throw error;
  }
}

/** What each session had done before the decision `before`, as the gateway counts it. */
export async function countsBefore(
  client: Client,
  tenantId: string,
  sessionIds: readonly string[],
  before: string,
): Promise<Map<string, SessionCounts>> {
  const { rows } = await client.query<SessionCounts & { sessionId: string }>(
    `SELECT session_id AS "sessionId", count(*)::int AS calls,
       count(*) FILTER (WHERE action = 'ALLOW')::int AS allowed, count(*) FILTER (WHERE action = 'DENY')::int AS denied,
       count(*) FILTER (WHERE action = 'REQUIRE_APPROVAL')::int AS held
     FROM decisions WHERE tenant_id = $1 AND session_id = ANY ($2) AND id < $3 AND id = call_id GROUP BY session_id`,
    [tenantId, sessionIds, before],
  );
  return new Map(rows.map(({ sessionId, ...counts }) => [sessionId, counts]));
}
