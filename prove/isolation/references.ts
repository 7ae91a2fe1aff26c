import type pg from "pg";
import { Tally, type Check } from "../suite";
import { isUngranted, reachedRow } from "./errors";
import type { World } from "./generated";
import type { Row } from "./rows";
import { inScope, type Answer } from "./scope";
import type { Reference, Table } from "./tables";
import { bound, freshRow, type Side } from "./world";

/**
 * PostgreSQL checks foreign keys past row-level security: without a rule of its own, a tenant's row may hang on another
 * tenant's, keep it from being deleted, or go with it.
 */
export async function tryReferences(app: pg.Client, world: World): Promise<Check[]> {
  const own = new Tally("No row refers to another tenant's row, by any foreign key", "T42");
  const meaningful = new Tally("The same row with its own tenant's parent is taken", "T42");
  const [one, two] = world.sides;
  for (const table of world.tables)
    for (const reference of table.references) {
      const parent = world.tables.find(({ name }) => name === reference.parent);
      if (table.tenantColumn !== "tenant_id" || parent?.tenantColumn !== "tenant_id") continue;
      for (const [mine, theirs] of [
        [one, two],
        [two, one],
      ] as const) {
        const attempts = [insertion, update].map((make) => make(table, reference, mine));
        for (const { name, granted, run } of attempts) {
          if (!granted) continue;
          const what = `${name} ${table.name}, ${reference.column}`;
          const foreign = await run(app, theirs);
          own.add(isRefused(foreign) ? null : `${what}: ${foreign.message ?? "taken"}`);
          const control = await run(app, mine);
          meaningful.add(isTaken(control) ? null : `${what}: ${control.message}`);
        }
      }
    }
  return [own.check, meaningful.check];
}

type Attempt = {
  name: string;
  granted: boolean;
  run: (app: pg.Client, parentOf: Side) => Promise<Answer>;
};

function insertion(table: Table, reference: Reference, mine: Side): Attempt {
  const run = (app: pg.Client, parentOf: Side) => {
    const row: Row = { ...freshRow(table, mine), [reference.column]: parentIn(parentOf, reference) };
    const columns = Object.keys(row);
    const sql = `insert into ${table.name} (${columns.map((it) => `"${it}"`).join(", ")})
      values (${columns.map((_, i) => `$${i + 1}`).join(", ")})`;
    return inScope(
      app,
      { tenant: mine.tenantId },
      sql,
      columns.map((it) => bound(table, it, row[it])),
    );
  };
  return { name: "insert into", granted: table.granted.insert, run };
}

function update(table: Table, reference: Reference, mine: Side): Attempt {
  const run = (app: pg.Client, parentOf: Side) =>
    inScope(
      app,
      { tenant: mine.tenantId },
      `update ${table.name} set "${reference.column}" = $1 where tenant_id = $2`,
      [parentIn(parentOf, reference), mine.tenantId],
    );
  const column = table.columns.find(({ name }) => name === reference.column)!;
  return { name: "update", granted: column.updatable, run };
}

function parentIn(side: Side, { parent, parentColumn }: Reference): unknown {
  return side.rows.get(parent)![parentColumn];
}

/** By row-level security, or by a trigger that keeps the column as it is. */
function isRefused({ code }: Answer): boolean {
  return code === "42501";
}

/** A second row of a kind that there is one of stops at that rule, behind the one that is tried. */
function isTaken({ code, message }: Answer): boolean {
  if (code === undefined) return true;
  const refusal = { code, message: message! };
  return reachedRow(refusal) && !isUngranted(refusal) && code !== "23503";
}
