import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { heldCall, heldWorld, type HeldWorld } from "../../tests/held-calls";
import { until } from "../../tests/supervised";
import { closeDatabase, withTenant } from "../platform/db";
import { inheritedEnv, setEnv } from "../platform/env/process";
import { applyMigrations } from "../platform/migrate";
import {
  APP_ROLE,
  OWNER_ROLE,
  provisionDatabase,
  startTemporary,
  urlFor,
  type TemporaryPostgres,
} from "../platform/postgres";

const DATABASE = "deadlines";
const WORKER = ["--import", "tsx", join(import.meta.dirname, "../../gateway/server.ts")];
const REQUESTS = 25;
const chain = {
  steps: [
    {
      name: "Decision",
      groups: [
        { name: "Reviewers", members: { kind: "role" as const, role: "reviewer" as const }, quorum: 1 },
      ],
    },
  ],
  escalateAfterMinutes: 10,
  denyAfterMinutes: 60,
  escalation: { kind: "role" as const, role: "admin" as const },
};

let server: TemporaryPostgres;
let superUrl: string;
let observer: pg.Client;
let world: HeldWorld;
let ids: string[];
const workers: ChildProcess[] = [];

beforeAll(async () => {
  server = await startTemporary();
  await provisionDatabase(server.superUrl, DATABASE);
  const url = (role: string, password: string) => urlFor(server.port, role, password, DATABASE);
  await applyMigrations(url(OWNER_ROLE, server.passwords.owner));
  setEnv({
    DATABASE_URL: url(APP_ROLE, server.passwords.app),
    DATABASE_WAIT_MS: "20000",
    LOG_LEVEL: "silent",
  });
  superUrl = url("postgres", server.passwords.superuser);
  observer = new pg.Client({ connectionString: superUrl });
  await observer.connect();
  world = await heldWorld();
  ids = [];
  for (let i = 0; i < REQUESTS; i++)
    ids.push((await heldCall(world, { chain, escalateSeconds: 600, ttlSeconds: 3600 })).approvalId);
});
afterAll(async () => {
  await Promise.all(workers.map(kill));
  await closeDatabase();
  await observer.end();
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

/** Moves all of the requests so many seconds nearer to their times. */
async function passed(seconds: number): Promise<void> {
  await observer.query(
    `UPDATE approvals SET escalates_at = escalates_at - make_interval(secs => $1),
       expires_at = expires_at - make_interval(secs => $1)`,
    [seconds],
  );
}

const count = async (sql: string) =>
  Number((await observer.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`)).rows[0]?.n);
const escalated = () => count("approvals WHERE escalated_at IS NOT NULL");
const expired = () => count("approvals WHERE status = 'expired'");
const leaves = () =>
  withTenant(world.tenantId, async (tx) => {
    const found = await tx.auditLeaf.findMany({ where: { subjectKind: "approval" }, orderBy: { id: "asc" } });
    return ids.map((id) => found.filter(({ subjectId }) => subjectId === id).map(({ action }) => action));
  });

/** While nobody can write audit leaves, a worker has changed rows and not recorded it: that is when it is killed. */
async function killedInBetween(due: () => Promise<void>): Promise<void> {
  const blocker = new pg.Client({ connectionString: superUrl });
  await blocker.connect();
  await blocker.query("BEGIN; LOCK TABLE audit_leaves IN SHARE MODE");
  await due();
  const worker = startWorker();
  const blocked = "pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE '%audit_leaves%'";
  await until(async () => (await count(blocked)) > 0);
  await kill(worker);
  await blocker.query("ROLLBACK");
  await blocker.end();
  const busy = `pg_stat_activity WHERE usename = '${APP_ROLE}' AND state <> 'idle' AND datname = '${DATABASE}'`;
  await until(async () => (await count(busy)) === 0);
}

describe("a worker that is killed around a deadline", () => {
  it("leaves what it had begun to the next one, and each escalation and expiry is written down once", async () => {
    await killedInBetween(() => passed(601));
    expect(await escalated()).toBe(0);
    expect(await leaves()).toEqual(ids.map(() => []));

    const [one, other] = [startWorker(), startWorker()];
    await until(async () => (await escalated()) === REQUESTS);
    expect(await leaves()).toEqual(ids.map(() => ["approval.escalated"]));

    await passed(3_000);
    await kill(one);
    await until(async () => (await expired()) === REQUESTS);
    await kill(other);
    expect(await leaves()).toEqual(ids.map(() => ["approval.escalated", "approval.expired"]));
  });
});
