import { serve } from "@hono/node-server";
import { getCapability, listCapabilities, readSpec, reviewCapability } from "../../lib/capabilities";
import { createGateway, executionsSettled, stopSnapshots } from "../../lib/gateway";
import type { Ctx } from "../../lib/platform/ctx";
import { closeDatabase, withTenant } from "../../lib/platform/db";
import { setEnv } from "../../lib/platform/env/process";
import { closeEvents } from "../../lib/platform/events";
import { newId } from "../../lib/platform/ids";
import { applyMigrations } from "../../lib/platform/migrate";
import { APP_ROLE, OWNER_ROLE, provisionDatabase, startTemporary, urlFor } from "../../lib/platform/postgres";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { installPolicy } from "../../lib/revisions";
import { closeUpstreams, syncUpstream } from "../../lib/upstreams";
import { createTenant, ctxFor } from "../../tests/factories";
import { startEverythingUpstream } from "../../tests/fixtures/everything-upstream";
import { startForwarder } from "./forwarder";

const SLUG = "everything";
const DATABASE = "agentgate_conformance";
const ALLOW_ALL = `version: 1
default: DENY
rules:
  - id: everything
    principals: ["agent:*"]
    capabilities: ["${SLUG}.*"]
    action: ALLOW
    reason: The suite tests the protocol, not the policy.
`;

export type World = { url: string; close(): Promise<void> };

/** The real gateway on a throw-away database, the fixture upstream behind it and the forwarder before it. */
export async function startWorld(): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    closers.push(await startDatabase());
    closers.push(closeDatabase, closeEvents, closeUpstreams, executionsSettled, stopSnapshots);
    const tenant = await createTenant("Conformance");
    const ctx = ctxFor(tenant.id, tenant.admin);
    // What an agent sees of tools changes when a person publishes, so that is what the suite's trigger does.
    let edition = 0;
    const changeTools = () => installPolicy(ctx, `${ALLOW_ALL}# edition ${++edition}\n`);
    const upstream = await startEverythingUpstream({ changeTools });
    closers.push(() => upstream.close());
    await register(ctx, upstream.url);
    const gateway = await startGateway();
    closers.push(() => gateway.close());
    const forwarder = await startForwarder({ port: gateway.port, apiKey: tenant.agent.apiKey });
    closers.push(() => forwarder.close());
    return { url: `http://127.0.0.1:${forwarder.port}/mcp/${SLUG}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startDatabase(): Promise<() => Promise<void>> {
  const server = await startTemporary();
  try {
    await provisionDatabase(server.superUrl, DATABASE);
    const url = (role: string, password: string) => urlFor(server.port, role, password, DATABASE);
    await applyMigrations(url(OWNER_ROLE, server.passwords.owner));
    const secret = newId();
    const policyKey = makePolicyKey();
    setEnv({
      NODE_ENV: "test",
      LOG_LEVEL: "error",
      AUTH_SECRET: secret,
      AGENTGATE_SECRET: secret,
      AGENTGATE_POLICY_SIGNING_KEY: policyKey,
      AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
      DATABASE_URL: url(APP_ROLE, server.passwords.app),
      DATABASE_OWNER_URL: url(OWNER_ROLE, server.passwords.owner),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}

async function register(ctx: Ctx, url: string): Promise<void> {
  const { tenantId } = ctx;
  const upstreamId = newId();
  const config = { url, passThrough: true };
  await withTenant(tenantId, (tx) =>
    tx.upstream.create({
      data: { id: upstreamId, tenantId, slug: SLUG, name: "Everything", kind: "mcp_http", config },
    }),
  );
  await syncUpstream(ctx, upstreamId);
  await reviewAll(ctx);
  await installPolicy(ctx, ALLOW_ALL);
}

/** Unreviewed tools count as HIGH and would be held for people. */
async function reviewAll(ctx: Ctx): Promise<void> {
  const words = {
    scope: "the fixture",
    effects: "none",
    justification: "It has no effect.",
    consequence: "Nothing",
  };
  for (const { id } of (await listCapabilities(ctx, {})).rows) {
    const { definitionHash } = await getCapability(ctx, id);
    await reviewCapability(ctx, { capabilityId: id, definitionHash, spec: readSpec(words) });
  }
}

async function startGateway(): Promise<{ port: number; close(): Promise<void> }> {
  const app = createGateway();
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
      const close = async () => {
        const closed = new Promise((done) => server.close(done));
        if ("closeAllConnections" in server) server.closeAllConnections();
        await closed;
      };
      resolve({ port, close });
    });
  });
}
