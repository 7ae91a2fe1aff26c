import type pg from "pg";
import { verifyChain } from "../../lib/audit";
import { randomFrom, type Random } from "../random";
import { Tally, type Check, type Job } from "../suite";
import { otherValue, TABLES, type Table, type Value } from "./cells";

const CELLS = { pr: 200, nightly: 1_000 };

type Row = Record<string, Value>;

/** One cell after another is changed by the owner, whom no trigger stops, looked for, and put back. */
export async function proveTampering(
  owner: pg.Client,
  tenantId: string,
  { scale, seed }: Job,
): Promise<Check> {
  const random = randomFrom(seed);
  const found = new Tally(
    "Any cell of a record, a seal or a checkpoint that the owner changes is found",
    "T39",
  );
  const names = Object.keys(TABLES) as Table[];
  const rows = new Map<Table, Row[]>();
  for (const table of names) rows.set(table, await read(owner, table, tenantId));
  while (found.check.trials < CELLS[scale]) {
    const table = random.pick(names);
    const row = random.pick(rows.get(table)!);
    const change = await tamper(owner, table, row, random);
    // Refused by a constraint: nothing was changed.
    if (change === null) continue;
    const { faultCount } = await verifyChain(tenantId);
    found.add(faultCount === 0 && `${change.what} was not found`);
    await change.undo();
  }
  const { faults } = await verifyChain(tenantId);
  if (faults[0]) found.add(`with all put back as it was: ${faults[0].text}`);
  return found.check;
}

async function read(owner: pg.Client, table: Table, tenantId: string): Promise<Row[]> {
  const { columns } = TABLES[table];
  const sql = `select ${columns.join(", ")} from ${table} where tenant_id = $1 order by ${TABLES[table].key.join(", ")}`;
  return (await owner.query<Row>(sql, [tenantId])).rows;
}

async function tamper(owner: pg.Client, table: Table, row: Row, random: Random) {
  const column = random.pick(TABLES[table].columns);
  const value = row[column]!;
  const other = otherValue(column, value, random);
  const set = (of: Row, to: Value) => {
    const where = TABLES[table].key.map((name, n) => `${name} = $${n + 2}`).join(" and ");
    const keys = TABLES[table].key.map((name) => of[name]);
    return owner.query(`update ${table} set ${column} = $1 where ${where}`, [to, ...keys]);
  };
  try {
    const { rowCount } = await set(row, other);
    if (rowCount !== 1) throw new Error(`${rowCount} rows of ${table} were changed instead of one.`);
  } catch (error) {
    if ((error as pg.DatabaseError).code?.startsWith("23")) return null;
    throw error;
  }
  const at = TABLES[table].key.map((name) => String(row[name])).join(" ");
  return { what: `${table} ${at}: ${column}`, undo: () => set({ ...row, [column]: other }, value) };
}
