import type pg from "pg";
import { getChain, parseCheckpoint, sealWaiting, verifyChain } from "../../lib/audit";
import { systemCtx } from "../../lib/platform/ctx";
import { newId } from "../../lib/platform/ids";
import { randomFrom } from "../random";
import { Tally, type Check, type Job } from "../suite";
import { TABLES } from "./cells";

const CUTS = { pr: 10, nightly: 100 };
const NAMES = Object.keys(TABLES);

/**
 * What leaves a log that is good by itself: its end is cut off, all of it is gone, or it is written anew without a record.
 * Only what was kept outside can show it.
 */
export async function proveCuts(owner: pg.Client, tenantId: string, { scale, seed }: Job): Promise<Check[]> {
  const random = randomFrom(seed);
  const { checkpoint } = await getChain(systemCtx(tenantId, `prove-${newId()}`));
  const against = parseCheckpoint(checkpoint)!;
  const outside = new Tally(
    "A log that was cut off, taken away or written anew is found by a checkpoint kept outside",
    "T39",
  );
  const grown = new Tally("A log that only grew is not taken for one", "T39");
  const { rows } = await owner.query<{ size: string }>(
    "select size from audit_checkpoints where tenant_id = $1 order by size",
    [tenantId],
  );
  const sizes = ["0", ...rows.slice(0, -1).map(({ size }) => size)];
  for (const table of NAMES)
    await owner.query(
      `create temp table kept_${table} as select * from ${table} where tenant_id = '${tenantId}'`,
    );
  const tried = async (what: string, change: () => Promise<void>) => {
    await change();
    const inside = await verifyChain(tenantId);
    const { faultCount } = await verifyChain(tenantId, { against });
    // Found from inside, it would try nothing.
    const told = inside.faults[0]?.text ?? (faultCount === 0 ? "it was not found" : null);
    outside.add(told !== null && `${what}: ${told}`);
    await restore(owner, tenantId);
    grown.add((await verifyChain(tenantId, { against })).faults[0]?.text);
  };
  for (let cut = 0; cut < CUTS[scale]; cut++) {
    const size = cut === 0 ? "0" : random.pick(sizes);
    await tried(`cut off after ${size}`, () => cutAfter(owner, tenantId, size));
    const place = random.integer(1, against.size);
    await tried(`written anew without record ${place}`, () => rewriteWithout(owner, tenantId, place));
  }
  return [outside.check, grown.check];
}

async function cutAfter(owner: pg.Client, tenantId: string, size: string): Promise<void> {
  await owner.query(
    `delete from audit_leaves where tenant_id = $1
       and id in (select leaf_id from audit_seals where tenant_id = $1 and seq > $2)`,
    [tenantId, size],
  );
  await owner.query("delete from audit_seals where tenant_id = $1 and seq > $2", [tenantId, size]);
  await owner.query("delete from audit_checkpoints where tenant_id = $1 and size > $2", [tenantId, size]);
}

async function rewriteWithout(owner: pg.Client, tenantId: string, place: number): Promise<void> {
  await owner.query(
    `delete from audit_leaves where tenant_id = $1
       and id = (select leaf_id from audit_seals where tenant_id = $1 and seq = $2)`,
    [tenantId, place],
  );
  for (const table of ["audit_seals", "audit_checkpoints"])
    await owner.query(`delete from ${table} where tenant_id = $1`, [tenantId]);
  const all =
    "insert into audit_unsealed (tenant_id, leaf_id) select tenant_id, id from audit_leaves where tenant_id = $1 on conflict do nothing";
  await owner.query(all, [tenantId]);
  await sealWaiting(tenantId);
}

async function restore(owner: pg.Client, tenantId: string): Promise<void> {
  for (const table of NAMES) {
    await owner.query(`delete from ${table} where tenant_id = $1`, [tenantId]);
    await owner.query(`insert into ${table} select * from kept_${table}`);
  }
}
