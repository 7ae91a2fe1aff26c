import pg from "pg";
import { closeDatabase } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { startOwnDatabase, type OwnDatabase } from "../../tests/own-database";
import { Tally, type Check, type Job, type Result, type Suite } from "../suite";
import { readCatalog } from "./catalog";
import { tryForbidden } from "./forbidden";
import { tryModels, type World } from "./generated";
import { tryRaw } from "./raw";
import { tryReferences } from "./references";
import { tryShared } from "./shared";
import { soak } from "./soak";
import { readTables } from "./tables";
import { changed, fill, installDigest, type Digests, type Side } from "./world";

/** Few, so that each connection is lent to both tenants again and again. */
const POOL = 5;

export const isolation: Suite = {
  name: "isolation",
  title:
    "two tenants in one database: each model, each operation, raw SQL, the catalog, and a soak of the pool",
  run: async (job) => {
    const database = await startOwnDatabase("agentgate_isolation", {
      DATABASE_POOL_SIZE: String(POOL),
      DATABASE_WAIT_MS: "20000",
    });
    const superuser = new pg.Client({ connectionString: database.superUrl });
    try {
      await superuser.connect();
      return await prove(superuser, database, job);
    } finally {
      await superuser.end();
      await closeDatabase();
      await database.stop();
    }
  },
};

async function prove(superuser: pg.Client, { appUrl, superUrl }: OwnDatabase, job: Job): Promise<Result> {
  const tables = await readTables(superuser);
  const one = await fill(superuser, tables, "marker-of-one");
  const two = await fill(superuser, tables, "marker-of-two");
  const filled = new Tally("Every model has a row of both tenants, so that there is something to get", "T42");
  for (const { model } of tables) {
    const why = one.empty.get(model) ?? two.empty.get(model);
    filled.add(why === undefined ? null : `${model} was never tried: ${why}`);
  }
  const globalStop = newId();
  const sql = "insert into switches (id, tenant_id, scope, reason) values ($1, null, 'global', 'everybody')";
  await superuser.query(sql, [globalStop]);
  await installDigest(superuser, tables);
  const digests = new Map<Side, Digests>();
  for (const side of [one.side, two.side]) digests.set(side, await digestOf(superuser, side));
  const world: World = { tables, sides: [one.side, two.side], digests, globalStop };
  const checks = [filled.check, ...(await tried(superuser, appUrl, world, job))];
  const soaked = await soak(superUrl, world, job);
  return { checks: [...checks, ...soaked.checks], figures: soaked.figures };
}

/** One thing at a time, on a connection of the application that ends before others are cut off. */
async function tried(superuser: pg.Client, appUrl: string, world: World, job: Job): Promise<Check[]> {
  const app = new pg.Client({ connectionString: appUrl });
  await app.connect();
  try {
    return [
      ...(await readCatalog(superuser)),
      ...(await tryForbidden(app, world.sides[0].tenantId)),
      ...(await tryShared(app, world)),
      ...(await tryReferences(app, world)),
      ...(await tryRaw(app, world)),
      ...(await tryModels(world, job)),
      await untouched(superuser, world),
    ];
  } finally {
    await app.end();
  }
}

/** After all trials: nothing that was tried has stayed. */
async function untouched(superuser: pg.Client, { sides, digests }: World): Promise<Check> {
  const same = new Tally("All rows of both tenants are, byte for byte, what they were before", "T42");
  for (const side of sides) {
    const before = digests.get(side)!;
    const differ = new Set(changed(before, await digestOf(superuser, side)));
    for (const table of Object.keys(before)) same.add(differ.has(table) && `${table} of ${side.marker}`);
  }
  return same.check;
}

async function digestOf(superuser: pg.Client, { tenantId }: Side): Promise<Digests> {
  const { rows } = await superuser.query<{ d: Digests }>("select prove.digests($1) as d", [tenantId]);
  return rows[0]!.d;
}
