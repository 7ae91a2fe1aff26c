import pg from "pg";
import { sealWaiting } from "../../lib/audit";
import { closeDatabase } from "../../lib/platform/db";
import { createTenant } from "../../tests/factories";
import { startOwnDatabase } from "../../tests/own-database";
import type { Check, Job, Suite } from "../suite";
import { TABLES } from "./cells";
import { proveConcurrency } from "./concurrent";
import { proveCuts } from "./cut";
import { proveTampering } from "./tamper";
import { writeAll } from "./write";

export const chain: Suite = {
  name: "chain",
  title:
    "the audit chain: many writers and killed sealers, every cell that its owner may change, cut-off logs",
  run: async (job) => {
    const env = { DATABASE_POOL_SIZE: "20", DATABASE_WAIT_MS: "20000" };
    const database = await startOwnDatabase("agentgate_chain", env);
    const superuser = new pg.Client({ connectionString: database.superUrl });
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    try {
      await Promise.all([superuser.connect(), owner.connect()]);
      const concurrent = await proveConcurrency(superuser, job);
      return { checks: [...concurrent, ...(await proveOwner(owner, job))], figures: [] };
    } finally {
      await Promise.all([superuser.end(), owner.end()]);
      await closeDatabase();
      await database.stop();
    }
  },
};

/** Batches of a log that is small, because it is read as a whole after each change. */
const BATCHES = 8;

async function proveOwner(owner: pg.Client, job: Job): Promise<Check[]> {
  const tenant = await createTenant();
  for (let batch = 0; batch < BATCHES; batch++) {
    await writeAll({ writers: 2, appends: 4, seed: (job.seed + batch) >>> 0, tenants: [tenant] });
    await sealWaiting(tenant.id);
  }
  // What an owner can do, and the application can't.
  for (const table of Object.keys(TABLES))
    await owner.query(
      `alter table ${table} disable trigger user; alter table ${table} no force row level security`,
    );
  await owner.query("alter table audit_unsealed no force row level security");
  const tampered = await proveTampering(owner, tenant.id, job);
  job.log(`${tampered.trials} cells changed, ${tampered.violations.length} not found`);
  return [tampered, ...(await proveCuts(owner, tenant.id, job))];
}
