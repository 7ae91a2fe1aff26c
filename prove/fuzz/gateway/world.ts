import type { ChildProcess } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "../../../e2e/support/stack";
import { setEnv } from "../../../lib/platform/env/process";
import { applyMigrations } from "../../../lib/platform/migrate";
import { freePort, startEmbedded, SUPERUSER, urlFor } from "../../../lib/platform/postgres";
import { loadSecrets, rawPublicKey, readPrivateKey } from "../../../lib/platform/secrets";
import { buildGateway } from "../../../scripts/supervisor/build";
import { createEchoTenant, ECHO, MESSAGES } from "../../../tests/echo-tenant";
import type { TestTenant } from "../../../tests/factories";
import { endProcess, openSession, spawnGateway, untilServing } from "../../../tests/gateway-process";
import { exchange, requestBytes, type Headers, type RawAnswer } from "./raw-http";
import { MONITOR, vitalsOf, type Vitals } from "./vitals";

/** A real gateway in a process of its own, with a monitor in it, and two tenants. */
export type FuzzWorld = {
  port: number;
  tenant: TestTenant;
  sessionId: string;
  /** Of the second tenant. */
  foreignSession: string;
  send: (method: string, path: string, headers: Headers, body?: Buffer | string) => Promise<RawAnswer>;
  /** A good call, as an agent makes it. */
  callWorks: () => Promise<boolean>;
  vitals: () => Promise<Vitals>;
  /** What a console beside it needs to know. */
  stack: Pick<Stack, "gatewayUrl" | "appUrl" | "superUrl" | "secrets">;
  /** Where its log lines go. */
  logFile: string;
  stop: () => Promise<void>;
};

/** @param folder for the gateway's log, which stays */
export async function startFuzzWorld(folder: string): Promise<FuzzWorld> {
  const dir = await mkdtemp(join(tmpdir(), "agentgate-fuzz-"));
  const ends: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    // As root the database server runs as a user of its own, who has to pass through.
    await chmod(dir, 0o711);
    const { passwords, ...secrets } = await loadSecrets(dir);
    const { policyKey, vaultKeys } = secrets;
    const database = await startEmbedded(dir, passwords);
    ends.push(() => database.stop());
    await applyMigrations(database.ownerUrl);
    const port = await freePort();
    const env = {
      ...{ NODE_ENV: "production" as const, LOG_LEVEL: "info", AGENTGATE_DIR: dir },
      DATABASE_URL: database.appUrl,
      ...{ AGENTGATE_SECRET: secrets.gateway, AGENTGATE_VAULT_KEYS: vaultKeys },
      AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
      ...{ GATEWAY_PORT: String(port), GATEWAY_URL: `http://127.0.0.1:${port}` },
    };
    setEnv({ ...env, AGENTGATE_POLICY_SIGNING_KEY: policyKey, LOG_LEVEL: "warn" });
    const tenant = await createEchoTenant();
    const foreign = await createEchoTenant();
    const logFile = join(folder, "gateway.log");
    const gateway = await startGateway(env, logFile);
    ends.push(() => endProcess(gateway));
    const url = env.GATEWAY_URL;
    await untilServing(gateway, `${url}/readyz`);
    const { apiKey } = tenant.agent;
    const sessionId = await openSession(url, apiKey);
    return {
      ...{ port, tenant, sessionId, logFile, stop },
      foreignSession: await openSession(url, foreign.agent.apiKey),
      send: (...request) => exchange(port, requestBytes(...request)),
      callWorks: () => callWorks(port, apiKey, sessionId),
      vitals: () => vitalsOf(gateway),
      stack: {
        ...{ gatewayUrl: url, appUrl: database.appUrl, secrets },
        superUrl: urlFor(database.port, SUPERUSER, passwords.superuser, "agentgate"),
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startGateway(env: Record<string, string>, logFile: string): Promise<ChildProcess> {
  const log = openSync(logFile, "a");
  const output = { stdout: log, stderr: log };
  const gateway = spawnGateway({ bundle: await buildGateway(), env, preloads: [MONITOR], ...output });
  closeSync(log);
  return gateway;
}

/** The headers of an agent that sends JSON. */
export function agentHeaders(apiKey: string): Headers {
  return { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
}

async function callWorks(port: number, apiKey: string, sessionId: string): Promise<boolean> {
  const call = { session_id: sessionId, tool_name: ECHO, arguments: { message: MESSAGES.allowed } };
  const request = requestBytes("POST", "/api/v1/tools/call", agentHeaders(apiKey), JSON.stringify(call));
  const answer = await exchange(port, request).catch(() => null);
  return answer?.status === 200;
}
