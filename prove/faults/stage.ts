import pg from "pg";
import { closeDatabase, withTenant } from "../../lib/platform/db";
import { setEnv } from "../../lib/platform/env/process";
import { newId } from "../../lib/platform/ids";
import { hashOf } from "../../lib/platform/json";
import { applyMigrations } from "../../lib/platform/migrate";
import {
  APP_ROLE,
  newPasswords,
  OWNER_ROLE,
  provisionDatabase,
  startTemporary,
  SUPERUSER,
  urlFor,
} from "../../lib/platform/postgres";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { installPolicy } from "../../lib/revisions";
import { createAgent, issueKey } from "../../lib/tenants";
import { createTenant, ctxFor } from "../../tests/factories";
import { alsoAtInterrupt } from "../../tests/interrupt";
import { MODES, startPeer, type Peer } from "./peer";

export type Agent = { tenantId: string; id: string; apiKey: string };
/** What every trial begins with: tenants with the same tools and policy, in a database that is copied for each. */
export type Stage = {
  peer: Peer;
  /** Two agents of one tenant, one of another, and one of a tenant that quarantines. */
  agents: { first: Agent; second: Agent; stranger: Agent; risky: Agent };
  env: Record<string, string>;
  /** A database of a trial's own. */
  copy: () => Promise<Copy>;
  /** What has to end before the stage does, however it ends. */
  ending: Set<() => Promise<void>>;
  stop: () => Promise<void>;
};
export type Copy = { port: number; appUrl: string; superUrl: string };

/** `peer.read` is allowed and may be tried again, `narrow.read` one at a time, `peer.write` asks people, `peer.never` is denied. */
const TOOLS = [
  { upstream: "peer", name: "read", idempotent: true, retries: 2 },
  { upstream: "peer", name: "write", idempotent: false, retries: 0 },
  { upstream: "peer", name: "never", idempotent: false, retries: 0 },
  { upstream: "narrow", name: "read", idempotent: false, retries: 0 },
];
const POLICY = `
version: 1
rules:
  - { id: reads, principals: ["agent:*"], capabilities: [peer.read, narrow.read], action: ALLOW }
  - { id: never, principals: ["agent:*"], capabilities: [peer.never], action: DENY, reason: Never. }
  - id: writes
    principals: ["agent:*"]
    capabilities: [peer.write]
    action: REQUIRE_APPROVAL
    obligations: { approval: { role: reviewer, expiresInMinutes: 15 } }
`;
const TEMPLATE = "agentgate";

/** Starts the database and the upstream. `stop` ends both and leaves nothing. */
export async function startStage(): Promise<Stage> {
  const starting = startTemporary();
  const peer = await startPeer();
  const ending: Stage["ending"] = new Set();
  const stop = alsoAtInterrupt(async () => {
    await Promise.all([...ending].map((end) => end()));
    await closeDatabase().catch(() => undefined);
    await Promise.all([peer.stop(), (await starting.catch(() => undefined))?.stop()]);
  });
  try {
    const { port, superUrl, passwords } = await starting;
    await provisionDatabase(superUrl, TEMPLATE);
    await applyMigrations(urlFor(port, OWNER_ROLE, passwords.owner, TEMPLATE));
    const policyKey = makePolicyKey();
    const env = {
      ...{ NODE_ENV: "production" as const, LOG_LEVEL: "fatal", AGENTGATE_ROLE: "gateway" },
      ...{ DATABASE_POOL_SIZE: "6", AGENTGATE_SECRET: newPasswords().app },
      AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
    };
    const appUrl = (name: string) => urlFor(port, APP_ROLE, passwords.app, name);
    setEnv({ ...env, DATABASE_URL: appUrl(TEMPLATE), AGENTGATE_POLICY_SIGNING_KEY: policyKey });
    const agents = await people(peer.url);
    // A database that is in use cannot be copied.
    await closeDatabase();
    let copies = 0;
    const copy = async () => {
      const name = `trial_${++copies}`;
      await asSuperuser(superUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      return { port, appUrl: appUrl(name), superUrl: urlFor(port, SUPERUSER, passwords.superuser, name) };
    };
    return { peer, agents, env, copy: oneByOne(copy), ending, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** PostgreSQL copies a template for one at a time. */
function oneByOne<T>(work: () => Promise<T>): () => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return () => {
    const turn = before.then(work);
    before = turn.catch(() => undefined);
    return turn;
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function people(peerUrl: string): Promise<Stage["agents"]> {
  const [one, two, risky] = [
    await world("One", peerUrl),
    await world("Two", peerUrl),
    await world("Risky", peerUrl),
  ];
  const ctx = ctxFor(one.id, one.admin);
  const second = await createAgent(ctx, { name: "second", ownerId: null });
  const key = await issueKey(ctx, { agentId: second.id });
  await withTenant(risky.id, (tx) =>
    tx.containmentSettings.update({
      where: { tenantId: risky.id },
      data: { quarantine: true, threshold: 22 },
    }),
  );
  const agentOf = ({ id, agent }: typeof one): Agent => ({
    tenantId: id,
    id: agent.id,
    apiKey: agent.apiKey,
  });
  return {
    ...{ first: agentOf(one), stranger: agentOf(two), risky: agentOf(risky) },
    second: { tenantId: one.id, id: second.id, apiKey: key.text },
  };
}

async function world(name: string, baseUrl: string) {
  const tenant = await createTenant(name);
  const tenantId = tenant.id;
  const inputSchema = {
    type: "object",
    properties: { tag: { type: "string" }, mode: { enum: [...MODES] } },
    required: ["tag"],
    additionalProperties: false,
  };
  const parameters = ["tag", "mode"].map((it) => ({
    ...{ argument: it, name: it, in: "query", style: "form", explode: true },
  }));
  const binding = { method: "GET", path: "/do", parameters, body: null, accept: "application/json" };
  const facts = { operation: "READ", reversible: true, riskLevel: "LOW", inputSchema, binding };
  await withTenant(tenantId, async (tx) => {
    await tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } });
    for (const slug of ["peer", "narrow"]) {
      const upstreamId = newId();
      const limits = { ...(slug === "narrow" ? { concurrency: 1 } : {}), breakerFailures: 100 };
      const named = { slug, name: slug, kind: "http", config: { baseUrl }, limits };
      await tx.upstream.createMany({ data: { id: upstreamId, tenantId, ...named } });
      for (const { upstream, name, ...tries } of TOOLS.filter((it) => it.upstream === slug))
        await tx.capability.createMany({
          data: {
            ...{ id: newId(), tenantId, upstreamId, name: `${upstream}.${name}`, toolName: name },
            ...{ definitionHash: hashOf({ slug, name }), ...facts, ...tries },
          },
        });
    }
  });
  await installPolicy(ctxFor(tenantId, tenant.admin), POLICY);
  return tenant;
}
