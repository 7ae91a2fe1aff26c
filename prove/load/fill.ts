import pg from "pg";
import { BUILT_IN_CHAINS, freezeChain } from "../../lib/approvals";
import type { World } from "../../bench/world";
import { ECHO } from "../../tests/echo-tenant";
import { CALLS_PER_SESSION, MADE, OTHERS, STATEMENTS, type Value } from "./fill-statements";

/** Rows of one transaction. */
const CHUNK = 100_000;
/** Chunks at once: as many as the machine has cores at least. */
const WORKERS = 2;

export type Range = {
  from: number;
  to: number;
  /** Of all that will ever be stored: where in the 25 days the n-th lies. */
  of: number;
};

type Filled = Pick<World, "superuser" | "tenant">;

/**
 * Stores calls as weeks of work would have left them, from the oldest on: in sessions of a hundred, four of five sessions
 * of the tenant and the others of twenty more, of a few agents and capabilities; 92 in a hundred allowed and run, 7 denied,
 * one held and denied by people, each decision and outcome with its audit leaf. Past triggers, which would tell people of
 * them and queue the leaves for sealing: they stay unsealed, as those of a database are that was before the chain. The
 * indexes and partitions are the product's own.
 */
export async function fill(
  { superuser, tenant }: Filled,
  { from, to, of }: Range,
  log: (line: string) => void,
): Promise<void> {
  if (from % CALLS_PER_SESSION > 0 || to % CALLS_PER_SESSION > 0)
    throw new RangeError(`Whole sessions are stored, of ${CALLS_PER_SESSION} calls each.`);
  const chain = BUILT_IN_CHAINS.reviewer;
  if (!chain) throw new Error("The chain of one reviewer comes with the product.");
  if (from === 0) await superuser.query(OTHERS, [tenant.id]);
  const values = {
    ...{ tenant: tenant.id, agent: tenant.agent.id, capability: ECHO, of },
    chain: JSON.stringify(freezeChain(chain, "reviewer", 0, "LOW")),
  };
  const database = new pg.Pool({ connectionString: superuser.options.connectionString, max: WORKERS });
  try {
    await relax(superuser);
    let next = from;
    const work = async () => {
      while (next < to) {
        const begin = next;
        const end = (next = Math.min(to, begin + CHUNK));
        await store(database, { ...values, begin, end });
        if (end % 1_000_000 === 0) log(`${end.toLocaleString("en-GB")} decisions stored`);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  } finally {
    await database.end();
    await superuser.query("ALTER SYSTEM RESET ALL");
    await superuser.query("SELECT pg_reload_conf()");
  }
  // Of what is stored now; left to the server, it would do so while something is measured.
  await superuser.query("VACUUM (ANALYZE) decisions, outcomes, audit_leaves, sessions, approvals, agents");
  await superuser.query("CHECKPOINT");
}

/** What is stored here could be stored again: no whole pages in the log, and few checkpoints. */
async function relax(superuser: pg.Pool): Promise<void> {
  await superuser.query("ALTER SYSTEM SET full_page_writes = off");
  await superuser.query("ALTER SYSTEM SET max_wal_size = '8GB'");
  await superuser.query("SELECT pg_reload_conf()");
}

async function store(database: pg.Pool, values: Record<Value, string | number>): Promise<void> {
  const client = await database.connect();
  try {
    await client.query("BEGIN");
    // Compiling takes longer than running: nothing is known yet of the table that is made first.
    await client.query("SET LOCAL jit = off");
    await client.query("SET LOCAL session_replication_role = replica");
    for (const { sql, takes } of [MADE, ...STATEMENTS])
      await client.query(
        sql,
        takes.map((name) => values[name]),
      );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
