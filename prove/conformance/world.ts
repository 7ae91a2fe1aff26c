import { serve } from "@hono/node-server";
import { getCapability, listCapabilities, readSpec, reviewCapability } from "../../lib/capabilities";
import { createGateway, executionsSettled, stopSnapshots } from "../../lib/gateway";
import { addNetworkRule } from "../../lib/outbound";
import type { Ctx } from "../../lib/platform/ctx";
import { closeDatabase } from "../../lib/platform/db";
import { closeEvents } from "../../lib/platform/events";
import { installPolicy } from "../../lib/revisions";
import { closeUpstream, closeUpstreams, createUpstream, syncUpstream } from "../../lib/upstreams";
import { createTenant, ctxFor } from "../../tests/factories";
import { startEverythingUpstream } from "../../tests/fixtures/everything-upstream";
import { startOwnDatabase } from "../../tests/own-database";
import { startForwarder } from "./forwarder";

const SLUG = "everything";
const DATABASE = "agentgate_conformance";
const ALLOW_ALL = `version: 1
default: DENY
rules:
  - id: everything
    principals: ["agent:*"]
    capabilities: ["${SLUG}.*", "client.*"]
    action: ALLOW
    reason: The suite tests the protocol, not the policy.
`;

export type World = {
  /** The fixture upstream through the gateway, as the suite's client reaches it: with an agent's key. */
  url: string;
  /** Any mounted upstream likewise. */
  urlOf: (slug: string) => string;
  /**
   * Registers a server as an upstream and reviews what it offers, for as long as `during` takes; then the gateway has no
   * connection to it any more. @throws where it cannot be reached or used
   */
  mount: (slug: string, serverUrl: string, during: () => Promise<void>) => Promise<void>;
  close: () => Promise<void>;
};

/** The real gateway on a throw-away database, the fixture upstream behind it and the forwarder before it. */
export async function startWorld(): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    closers.push((await startOwnDatabase(DATABASE, { DATABASE_WAIT_MS: "20000" })).stop);
    closers.push(closeDatabase, closeEvents, closeUpstreams, executionsSettled, stopSnapshots);
    const tenant = await createTenant("Conformance");
    const ctx = ctxFor(tenant.id, tenant.admin);
    // What an agent sees of tools changes when a person publishes, so that is what the suite's trigger does.
    let edition = 0;
    const changeTools = () => installPolicy(ctx, `${ALLOW_ALL}# edition ${++edition}\n`);
    const upstream = await startEverythingUpstream({ changeTools });
    closers.push(() => upstream.close());
    for (const cidr of ["127.0.0.0/8", "::1/128"]) await addNetworkRule(ctx, { cidr });
    await installPolicy(ctx, ALLOW_ALL);
    await importTools(ctx, await register(ctx, SLUG, upstream.url), SLUG);
    const mount: World["mount"] = async (slug, url, during) => {
      const id = await register(ctx, slug, url);
      try {
        await importTools(ctx, id, slug);
        await during();
      } finally {
        await closeUpstream({ tenantId: ctx.tenantId, id });
      }
    };
    const gateway = await startGateway();
    closers.push(() => gateway.close());
    const forwarder = await startForwarder({ port: gateway.port, apiKey: tenant.agent.apiKey });
    closers.push(() => forwarder.close());
    const urlOf = (slug: string) => `http://127.0.0.1:${forwarder.port}/mcp/${slug}`;
    return { url: urlOf(SLUG), urlOf, mount, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function register(ctx: Ctx, slug: string, url: string): Promise<string> {
  const target = { kind: "mcp_http" as const, config: { url, passThrough: true } };
  const { id } = await createUpstream(ctx, { slug, name: slug, target });
  return id;
}

/** What a person does with a new upstream before agents use it. */
async function importTools(ctx: Ctx, id: string, slug: string): Promise<void> {
  await syncUpstream(ctx, id);
  await reviewAll(ctx, slug);
}

/** Unreviewed tools count as HIGH and would be held for people. */
async function reviewAll(ctx: Ctx, upstream: string): Promise<void> {
  const words = {
    scope: "the fixture",
    effects: "none",
    justification: "It has no effect.",
    consequence: "Nothing",
  };
  for (const { id } of (await listCapabilities(ctx, { upstream })).rows) {
    const { definitionHash, updatedAt } = await getCapability(ctx, id);
    await reviewCapability(ctx, { capabilityId: id, definitionHash, updatedAt, spec: readSpec(words) });
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
