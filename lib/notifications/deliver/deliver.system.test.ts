import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPeer, type Peer } from "../../../tests/credential-peers";
import { heldCall } from "../../../tests/held-calls";
import {
  deliveriesOf,
  endpointOf,
  makeDue,
  notificationWorld,
  type NotificationWorld,
} from "../../../tests/notification-world";
import { until } from "../../../tests/supervised";
import { closeDatabase } from "../../platform/db";
import { inheritedEnv, setEnv } from "../../platform/env/process";
import { applyMigrations } from "../../platform/migrate";
import {
  APP_ROLE,
  OWNER_ROLE,
  provisionDatabase,
  startTemporary,
  urlFor,
  type TemporaryPostgres,
} from "../../platform/postgres";

const DATABASE = "notifications";
const WORKER = ["--import", "tsx", join(import.meta.dirname, "../../../gateway/server.ts")];
const CALLS = 12;

let server: TemporaryPostgres;
let world: NotificationWorld;
let peer: Peer;
let endpointId: string;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  server = await startTemporary();
  await provisionDatabase(server.superUrl, DATABASE);
  const url = (role: string, password: string) => urlFor(server.port, role, password, DATABASE);
  await applyMigrations(url(OWNER_ROLE, server.passwords.owner));
  setEnv({
    DATABASE_URL: url(APP_ROLE, server.passwords.app),
    DATABASE_WAIT_MS: "20000",
    AGENTGATE_VAULT_KEYS: `test:${Buffer.alloc(32, "t").toString("base64")}`,
    LOG_LEVEL: "silent",
  });
  world = await notificationWorld();
  peer = await startPeer(() => null);
  endpointId = (await endpointOf(world, { kind: "webhook", url: `${peer.url}/hook` })).id;
});
afterAll(async () => {
  await Promise.all(workers.map(kill));
  await peer.close();
  await closeDatabase();
  await server.stop();
});

/** A process that only keeps house, as `npm start` runs it beside gateways. */
function startWorker(): ChildProcess {
  const env = { ...inheritedEnv(), AGENTGATE_ROLE: "worker" };
  const worker = spawn(process.execPath, WORKER, { env, stdio: "ignore" });
  workers.push(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
}

const states = async () => (await deliveriesOf(world.tenantId, endpointId)).map(({ state }) => state);
const count = (all: readonly string[], what: string) => all.filter((one) => one === what).length;
const id = ({ headers }: Peer["received"][number]) => String(headers["webhook-id"]);

describe("workers", () => {
  it("lose nothing when one is killed while it sends, and send nothing twice but what it was at", async () => {
    // The first to come is never answered: somebody is at it until they die.
    peer.answer = (request) => (id(request) === id(peer.received[0]!) ? null : {});
    for (let index = 0; index < CALLS; index++) await heldCall(world);
    const first = startWorker();
    await until(async () => count(await states(), "delivered") === CALLS - 1);
    await kill(first);
    const interrupted = id(peer.received[0]!);
    expect(count(peer.received.map(id), interrupted)).toBe(1);

    peer.answer = () => ({});
    startWorker();
    startWorker();
    await makeDue(world.tenantId);
    await until(async () => count(await states(), "delivered") === CALLS);
    const sent = peer.received.map(id);
    expect(new Set(sent).size).toBe(CALLS);
    expect(sent).toHaveLength(CALLS + 1);
    expect(count(sent, interrupted)).toBe(2);
    const bodies = peer.received.filter((one) => id(one) === interrupted).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
  });

  it("share what comes while they run, and send each once", async () => {
    peer.received.length = 0;
    for (let index = 0; index < CALLS; index++) await heldCall(world);
    await until(async () => count(await states(), "delivered") === 2 * CALLS);
    expect(peer.received).toHaveLength(CALLS);
    expect(new Set(peer.received.map(id)).size).toBe(CALLS);
  });
});
