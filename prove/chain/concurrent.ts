import { createHash } from "node:crypto";
import type pg from "pg";
import { sealWaiting, verifyChain } from "../../lib/audit";
import { createTenant, type TestTenant } from "../../tests/factories";
import { randomFrom } from "../random";
import { Tally, type Check, type Job } from "../suite";
import { Sealers } from "./sealers";
import { writeAll, type Written } from "./write";

const TENANTS = 5;
const SIZES = {
  pr: { writers: 16, appends: 50, kills: 5 },
  nightly: { writers: 16, appends: 500, kills: 50 },
};

/** Writers with rollbacks, sealers of which one after another is killed, and what the chains are afterwards. */
export async function proveConcurrency(superuser: pg.Client, { scale, seed, log }: Job): Promise<Check[]> {
  const { writers, appends, kills } = SIZES[scale];
  const tenants: TestTenant[] = [];
  for (let n = 0; n < TENANTS; n++) tenants.push(await createTenant());
  const ids = tenants.map(({ id }) => id);
  const afterKill = new Tally("A sealer that is killed leaves every chain whole", "T37");
  const sealers = new Sealers(ids);
  try {
    await Promise.all([sealers.add(), sealers.add()]);
    const random = randomFrom(seed);
    let writing = true;
    const writes = writeAll({ writers, appends, seed, tenants }).finally(() => (writing = false));
    // Awaited below: one that fails meanwhile must not end the process.
    writes.catch(() => undefined);
    for (let kill = 1; kill <= kills; kill++) {
      await Promise.all([sealers.add(), chance(random.integer(0, 150))]);
      await sealers.kill();
      for (const id of ids) afterKill.add(await brokenEnd(superuser, id, kill));
    }
    log(`${kills} sealers killed${writing ? " while all wrote" : ", some after the last write"}`);
    const { written, undone } = await writes;
    await sealers.stop();
    for (const id of ids) await sealWaiting(id);
    log(`${written.length} written, ${undone.length} rolled back`);
    return [
      ...(await placesOf(superuser, ids, written, undone)),
      await verified(ids),
      afterKill.check,
      await roundTrip(superuser, written),
    ];
  } finally {
    await sealers.stop();
  }
}

/** The moment of a blow is chance, not a wait for something. */
const chance = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function brokenEnd(superuser: pg.Client, tenantId: string, kill: number): Promise<string | null> {
  const sql = `select (select count(*) from audit_seals where tenant_id = $1)::int as seals,
    (select coalesce(max(seq), 0) from audit_seals where tenant_id = $1)::int as last,
    (select coalesce(max(size), 0) from audit_checkpoints where tenant_id = $1)::int as size`;
  const { rows } = await superuser.query<{ seals: number; last: number; size: number }>(sql, [tenantId]);
  const { seals, last, size } = rows[0]!;
  if (seals === last && last === size) return null;
  return `after kill ${kill}, tenant ${tenantId}: ${seals} seals, the last is ${last}, the newest checkpoint at ${size}`;
}

async function placesOf(
  superuser: pg.Client,
  ids: readonly string[],
  written: readonly Written[],
  undone: readonly string[],
): Promise<Check[]> {
  const once = new Tally(
    "Every record that was acknowledged has exactly one place in its tenant's chain",
    "T37",
  );
  const never = new Tally("What was rolled back has no place", "T37");
  const sql = "select leaf_id as id, tenant_id as tenant from audit_seals where tenant_id = any($1)";
  const { rows } = await superuser.query<{ id: string; tenant: string }>(sql, [ids]);
  const places = new Map<string, string[]>();
  for (const { id, tenant } of rows) places.set(id, [...(places.get(id) ?? []), tenant]);
  for (const { id, tenantId } of written) {
    const found = places.get(id) ?? [];
    const right = found.length === 1 && found[0] === tenantId;
    once.add(
      right ? null : `record ${id} of tenant ${tenantId} has places in: ${found.join(", ") || "none"}`,
    );
  }
  for (const id of undone) never.add(places.has(id) && `record ${id} was rolled back and is sealed`);
  return [once.check, never.check];
}

async function verified(ids: readonly string[]): Promise<Check> {
  const tally = new Tally("Places follow one another without gap or fork, and every root is right", "T37");
  for (const id of ids) {
    const { size, waiting, faults } = await verifyChain(id);
    for (let place = faults.length; place < size; place++) tally.add();
    for (const { text } of faults) tally.add(`tenant ${id}: ${text}`);
    if (waiting > 0) tally.add(`tenant ${id}: ${waiting} records still wait`);
  }
  return tally.check;
}

async function roundTrip(superuser: pg.Client, written: readonly Written[]): Promise<Check> {
  const tally = new Tally("What was hashed in memory is what is read back, byte for byte", "T40");
  const sql = "select id, bytes, hash from audit_leaves where id = any($1)";
  const { rows } = await superuser.query<{ id: string; bytes: Buffer; hash: Buffer }>(sql, [
    written.map(({ id }) => id),
  ]);
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const { id, hash } of written) {
    const row = stored.get(id);
    const read = row && createHash("sha256").update(row.bytes).digest("hex");
    const same = read === hash && row?.hash.toString("hex") === hash;
    tally.add(
      same ? null : `record ${id} had the hash ${hash} in memory, and has ${read ?? "none"} as read back`,
    );
  }
  return tally.check;
}
