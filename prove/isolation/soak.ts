import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import pg from "pg";
import { causes, pool, withTenant, type PrismaClient, type Tx } from "../../lib/platform/db";
import { singleton } from "../../lib/platform/singleton";
import { randomFrom, type Random } from "../random";
import { Tally, type Check, type Figure, type Job } from "../suite";
import { isTenantless, refusalOf } from "./errors";
import type { World } from "./generated";
import type { Side } from "./world";

const QUERIES = { pr: 2_000, nightly: 100_000 } as const;
const CLIENTS = 64;
/** Read in turns: of each, a tenant has rows. */
const READ = ["agent", "approval", "auditLeaf", "session", "secret"] as const;

/** What befalls a transaction, with how often of a hundred. */
const MISHAPS = {
  none: 60,
  "rolled back": 8,
  "a statement that failed": 6,
  "a statement out of time": 6,
  "a transaction out of time": 5,
  "out of time in COMMIT": 3,
  "killed at BEGIN": 4,
  "killed after set_config": 4,
  "killed in COMMIT": 4,
} as const;
type Mishap = keyof typeof MISHAPS;
const DRAWN = Object.entries(MISHAPS).flatMap(([name, often]) => Array<Mishap>(often).fill(name as Mishap));

/** Codes by which an error is known to be what was meant: it may as well be another's connection that was ended. */
const KNOWN_BY: Partial<Record<Mishap, string>> = {
  "a statement out of time": "57014",
  "a transaction out of time": "P2028",
};

/** How long a COMMIT takes where it is to be met by something. */
const COMMIT_SECONDS = 0.04;

type Soak = {
  superuser: pg.Pool;
  sides: readonly [Side, Side];
  /** Reads in a tenant's name that were answered. */
  queries: number;
  context: Tally;
  residue: Tally;
  met: Map<Mishap, number>;
  /** Kills that are on their way. */
  aimed: Set<Promise<unknown>>;
};

/** Many clients, few connections, two tenants in turns, and everything that can end a transaction. */
export async function soak(
  superuserUrl: string,
  { sides }: World,
  { scale, seed, log }: Job,
): Promise<{ checks: Check[]; figures: Figure[] }> {
  const random = randomFrom(seed);
  const superuser = new pg.Pool({ connectionString: superuserUrl, max: 4 });
  superuser.on("error", () => undefined);
  const it: Soak = {
    ...{ superuser, sides, queries: 0, met: new Map(), aimed: new Set() },
    context: new Tally(
      "Every row that a transaction sees is its own tenant's, whatever befell the ones before it",
      "T43",
    ),
    residue: new Tally("A connection of a pool has no tenant between two transactions", "T43"),
  };
  const alive = new Tally(
    "Time-outs and lost connections never end the process, and no transaction stays open",
    "T45",
  );
  const fatal: string[] = [];
  const die = (error: unknown) =>
    void fatal.push(
      error instanceof Error ? (error.stack ?? String(error)).replaceAll(/\s*\n\s*/g, " ← ") : String(error),
    );
  process.on("uncaughtException", die).on("unhandledRejection", die);
  try {
    await superuser.query(SLOW_COMMIT);
    const client = async () => {
      while (it.queries < QUERIES[scale]) await turn(it, random);
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    log(`${it.queries} queries, ${[...it.met].map(([name, n]) => `${n} ${name}`).join(", ")}`);
    for (const line of await aftermath(it)) alive.add(line);
    for (const line of fatal) alive.add(line);
  } finally {
    process.off("uncaughtException", die).off("unhandledRejection", die);
    await superuser.end();
  }
  // Meeting a COMMIT in time is rare: among few it may not happen.
  const certain = (name: string) => scale !== "pr" || name !== "out of time in COMMIT";
  const figures = Object.keys(MISHAPS).map((name): Figure => ({
    name: `soak: ${name === "none" ? "transactions that nothing befell" : name}`,
    value: it.met.get(name as Mishap) ?? 0,
    unit: "times",
    ...(certain(name) && { limit: { least: 1 } }),
  }));
  return { checks: [it.context.check, it.residue.check, alive.check], figures };
}

/** Commits late, so that a COMMIT can be hit. */
const SLOW_COMMIT = `
  create table if not exists prove.commits (id int);
  alter table prove.commits enable row level security;
  create policy anybody on prove.commits using (true) with check (true);
  grant insert on prove.commits to agentgate_app;
  create or replace function prove.wait() returns trigger language plpgsql as
    $$ begin perform pg_sleep(${COMMIT_SECONDS}); return null; end $$;
  create constraint trigger waits after insert on prove.commits deferrable initially deferred
    for each row execute function prove.wait();`;

async function turn(it: Soak, random: Random): Promise<void> {
  const side = random.pick(it.sides);
  const mishap = random.pick(DRAWN);
  const reads = Array.from({ length: random.integer(1, 3) }, () => random.pick(READ));
  try {
    if (mishap === "killed at BEGIN") await killBegun(it);
    await transact(it, side, mishap, reads);
    count(it, "none");
  } catch (error) {
    if (mishap !== "none" && mishap !== "killed at BEGIN" && met(mishap, error)) count(it, mishap);
  }
  if (random.chance(0.2)) await probe(it);
}

async function transact(
  it: Soak,
  side: Side,
  mishap: Mishap,
  reads: readonly (typeof READ)[number][],
): Promise<void> {
  const work = async (tx: Tx) => {
    for (const model of reads) await look(it, tx, side, model);
    await befall(it, tx, mishap);
    await look(it, tx, side, reads[0]!);
    // Not awaited: it is to arrive while this transaction commits.
    if (mishap === "killed in COMMIT") await aimAtCommit(it, tx);
  };
  if (mishap === "a transaction out of time") await hurried(side, work, 50);
  else if (mishap === "out of time in COMMIT") await hurried(side, work, COMMIT_SECONDS * 750);
  else await withTenant(side.tenantId, work);
}

async function look(it: Soak, tx: Tx, { tenantId }: Side, model: (typeof READ)[number]): Promise<void> {
  const find = tx[model].findMany as (args: object) => Promise<{ tenantId: string }[]>;
  const rows = await find({ select: { tenantId: true } });
  it.queries++;
  const foreign = rows.find((row) => row.tenantId !== tenantId);
  it.context.add(
    foreign
      ? `${tenantId} saw a row of ${foreign.tenantId}`
      : rows.length === 0 && `${tenantId} saw no ${model}`,
  );
}

async function befall(it: Soak, tx: Tx, mishap: Mishap): Promise<void> {
  switch (mishap) {
    case "rolled back":
      throw new Error("changed its mind");
    case "a statement that failed":
      // The transaction is lost; what is asked in it afterwards must fail too.
      await tx.$executeRaw`select 1 / 0`.catch(() => undefined);
      return;
    case "a statement out of time":
      await tx.$executeRaw`set local statement_timeout = 5`;
      await tx.$executeRaw`select pg_sleep(1)`;
      return;
    case "a transaction out of time":
      await tx.$executeRaw`select pg_sleep(0.06)`;
      return;
    case "killed after set_config":
      await kill(it, await pidOf(tx));
      return;
    case "out of time in COMMIT":
    case "killed in COMMIT":
      await tx.$executeRaw`insert into prove.commits values (1)`;
  }
}

/** As withTenant does it, on the very same client, in less time than it takes. */
async function hurried({ tenantId }: Side, work: (tx: Tx) => Promise<void>, ms: number): Promise<void> {
  const client = singleton<PrismaClient>("prisma", () => {
    throw new Error("The database was never asked.");
  });
  await client.$transaction(
    async (tx) => {
      await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
      await work(tx);
    },
    { maxWait: 20_000, timeout: ms },
  );
}

async function pidOf(tx: Tx): Promise<number> {
  return (await tx.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]!.pid;
}

async function kill({ superuser }: Soak, pid: number): Promise<void> {
  await superuser.query("select pg_terminate_backend($1, 1000)", [pid]);
}

async function aimAtCommit({ superuser, aimed }: Soak, tx: Tx): Promise<void> {
  const pid = await pidOf(tx);
  const sql = "select pg_terminate_backend($1, 1000) from pg_sleep($2)";
  const aim = superuser.query(sql, [pid, COMMIT_SECONDS / 2]).catch(() => undefined);
  aimed.add(aim);
  void aim.then(() => aimed.delete(aim));
}

/** One that waits in a pool, or has said no more than BEGIN. It may be somebody else's transaction that meets it. */
async function killBegun(it: Soak): Promise<void> {
  const { rowCount } = await it.superuser.query(
    `select pg_terminate_backend(pid, 1000) from (select pid from pg_stat_activity
       where usename = 'agentgate' and (state = 'idle' or query ilike 'begin%') limit 1) i`,
  );
  if (rowCount) count(it, "killed at BEGIN");
}

function met(mishap: Mishap, error: unknown): boolean {
  const code = KNOWN_BY[mishap];
  return code === undefined || [...causes(error)].some(({ codes }) => codes.includes(code));
}

function count({ met }: Soak, mishap: Mishap): void {
  met.set(mishap, (met.get(mishap) ?? 0) + 1);
}

/** Between transactions, on either pool, a question without a tenant has to fail. */
async function probe(it: Soak): Promise<void> {
  const client = singleton<PrismaClient>("prisma", () => {
    throw new Error("The database was never asked.");
  });
  const ask = [
    () => pool().query("select tenant_id from agents"),
    () => client.$queryRaw`select tenant_id from agents`,
  ];
  for (const run of ask) {
    const failed = await run().then(() => null, refusalOf);
    if (failed === null) it.residue.add("a question without a tenant was answered");
    // Anything else, a lost connection say, tells nothing of what the connection had.
    else if (isTenantless(failed)) it.residue.add();
  }
}

/** @returns what is wrong when all is over, null for each thing that is right */
async function aftermath({ superuser, sides, aimed }: Soak): Promise<(string | null)[]> {
  // Nothing is over while a kill may still come; and the pools hear of a closed connection when their turn comes.
  await Promise.all(aimed);
  await turnOfTheLoop();
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) => withTenant(sides[i % 2]!.tenantId, (tx) => tx.agent.count())),
  );
  const failed = answers.filter((answer) => answer.status === "rejected");
  const { rows } = await superuser.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where usename = 'agentgate' and state like 'idle in transaction%'`,
  );
  return [
    failed.length > 0
      ? `${failed.length} of 50 transactions failed when all was over: ${String(failed[0]?.reason)}`
      : null,
    rows[0]!.n > 0 ? `${rows[0]!.n} transactions were left open` : null,
  ];
}
