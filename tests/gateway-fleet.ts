import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { closeDatabase, withTenant } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { newId } from "../lib/platform/ids";
import { hashOf, type JsonObject } from "../lib/platform/json";
import { freePort, newPasswords } from "../lib/platform/postgres";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../lib/platform/secrets";
import { installPolicy } from "../lib/revisions";
import { buildGateway } from "../scripts/supervisor/build";
import { startEmbeddedDatabase } from "./embedded-database";
import { createTenant, ctxFor, type TestTenant } from "./factories";
import { endProcess, openSession, portOf, spawnGateway, untilServing } from "./gateway-process";
import { startParts } from "./interrupt";

/** What the agent calls: one HTTP request to the peer, which takes 50 ms. */
export const PEER = "peer.ping";
const POLICY = `version: 1\nrules:\n  - { id: all, principals: ["agent:*"], capabilities: ["*"], action: ALLOW }\n`;

export type Gateway = { url: string; process: ChildProcess; restart: () => Promise<void> };
export type Arrival = { at: number; key: string };

/** Several real gateway processes on a database of their own, with one tenant that calls a real HTTP service. */
export type Fleet = {
  tenant: TestTenant;
  gateways: Gateway[];
  /** Past row-level security. */
  superuser: pg.Pool;
  arrivals: (since: number) => Promise<Arrival[]>;
  openSession: () => Promise<string>;
  call: (gateway: Gateway, sessionId: string) => Promise<{ status: number; code: string }>;
  stop: () => Promise<void>;
};

export function startFleet(count: number): Promise<Fleet> {
  return startParts((ends) => start(count, ends));
}

async function start(count: number, ends: (end: () => unknown) => void): Promise<Omit<Fleet, "stop">> {
  const database = await startEmbeddedDatabase("fleet");
  ends(database.stop);
  const policyKey = makePolicyKey();
  const env = {
    ...{ NODE_ENV: "production" as const, LOG_LEVEL: "warn", AGENTGATE_ROLE: "gateway" },
    ...{ DATABASE_URL: database.appUrl, DATABASE_POOL_SIZE: "6", AGENTGATE_DIR: database.dir },
    AGENTGATE_SECRET: newPasswords().app,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
  };
  setEnv({ ...env, AGENTGATE_POLICY_SIGNING_KEY: policyKey });
  ends(closeDatabase);
  const superuser = new pg.Pool({ connectionString: database.superUrl, max: 2 });
  superuser.on("error", () => undefined);
  ends(() => superuser.end());
  const peer = await startPeer();
  ends(() => endProcess(peer.process));
  const tenant = await tenantWith(peer.url);
  const bundle = await buildGateway();
  const gateways: Gateway[] = [];
  ends(() => Promise.all(gateways.map(({ process }) => endProcess(process))));
  for (let n = 0; n < count; n++) gateways.push(await startGateway(bundle, env));
  for (const { process, url } of gateways) await untilServing(process, `${url}/readyz`);
  const { apiKey } = tenant.agent;
  return {
    ...{ tenant, gateways, superuser },
    arrivals: async (since) =>
      (await (await fetch(`${peer.url}/arrivals?since=${since}`)).json()) as Arrival[],
    openSession: () => openSession(gateways[0]!.url, apiKey),
    call: async ({ url }, sessionId) => {
      const call = { session_id: sessionId, tool_name: PEER, arguments: {} };
      const { status, body } = await post(url, "/api/v1/tools/call", apiKey, call);
      return { status, code: typeof body.code === "string" ? body.code : "" };
    },
  };
}

async function post(
  origin: string,
  path: string,
  key: string,
  body: JsonObject,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A tenant whose calls wait for a place between their decision and their sending: four at once, per process. */
async function tenantWith(baseUrl: string): Promise<TestTenant> {
  const tenant = await createTenant("Fleet");
  const tenantId = tenant.id;
  const upstreamId = newId();
  const inputSchema = { type: "object", properties: {}, additionalProperties: false };
  const binding = { method: "GET", path: "/ping", parameters: [], body: null, accept: "application/json" };
  await withTenant(tenantId, async (tx) => {
    await tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } });
    const named = { slug: "peer", name: "Peer", kind: "http", limits: { concurrency: 4, queue: 256 } };
    await tx.upstream.createMany({ data: { id: upstreamId, tenantId, ...named, config: { baseUrl } } });
    const facts = { operation: "READ", reversible: true, riskLevel: "LOW", inputSchema, binding };
    const definitionHash = hashOf(inputSchema);
    await tx.capability.createMany({
      data: { id: newId(), tenantId, upstreamId, name: PEER, toolName: "ping", definitionHash, ...facts },
    });
  });
  await installPolicy(ctxFor(tenantId, tenant.admin), POLICY);
  return tenant;
}

async function startPeer(): Promise<{ url: string; process: ChildProcess }> {
  const file = join(import.meta.dirname, "fixtures/arrivals-server.mjs");
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  return { url: `http://127.0.0.1:${await portOf(child)}`, process: child };
}

async function startGateway(bundle: string, env: Record<string, string>): Promise<Gateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const own = { GATEWAY_PORT: String(port), GATEWAY_URL: url };
  const run = () => spawnGateway({ bundle, env: { ...env, ...own } });
  const made: Gateway = {
    url,
    process: run(),
    restart: async () => {
      made.process = run();
      await untilServing(made.process, `${url}/readyz`);
    },
  };
  return made;
}
