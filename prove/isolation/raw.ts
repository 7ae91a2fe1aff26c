import type pg from "pg";
import { Tally, type Check } from "../suite";
import { isRefusal, isTenantless } from "./errors";
import type { World } from "./generated";
import { changeOf } from "./operations";
import { inScope, type Answer, type Scope } from "./scope";
import type { Table } from "./tables";
import { speaksOf } from "./trial";
import { bound, changed, freshRow, type Digests, type Side } from "./world";

type Statement = { name: string; sql: string; values: unknown[] };

/** Hand-written SQL as the application, for what the client cannot be made to say. */
export async function tryRaw(app: pg.Client, world: World): Promise<Check[]> {
  const isolated = new Tally("No SQL statement reads or changes another tenant's row", "T42");
  const without = new Tally("Without a tenant, every statement on its tables raises or finds nothing", "T42");
  const [one, two] = world.sides;
  for (const [mine, theirs] of [
    [one, two],
    [two, one],
  ] as const)
    for (const table of world.tables.filter(
      ({ name, tenantColumn }) => tenantColumn && theirs.rows.has(name),
    ))
      for (const { name, sql, values } of statementsOn(table, mine, theirs)) {
        const before = world.digests.get(theirs)!;
        const look = { sql: "select prove.digests($1) as d", values: [theirs.tenantId] };
        const wrote = /^(insert|update|delete|with)/.test(sql);
        const attempt = (scope: Scope) => inScope(app, scope, sql, values, wrote ? look : undefined);
        const what = `${name} ${table.name}`;
        isolated.add(
          broken(what, await attempt({ tenant: mine.tenantId }), wrote ? before : null, theirs, table),
        );
        if (mine === one)
          without.add(broken(what, await attempt({}), wrote ? before : null, theirs, table, isTenantless));
      }
  return [isolated.check, without.check];
}

function broken(
  what: string,
  { rows, code, message }: Answer,
  before: Digests | null,
  theirs: Side,
  table: Table,
  also?: typeof isTenantless,
): string | null {
  if (code !== undefined)
    return isRefusal({ code, message: message! }) || also?.({ code })
      ? null
      : `${what} got as far as ${code}: ${message}`;
  if (before) {
    const differ = changed(before, rows[0]!.d as Digests);
    return differ.length > 0 ? `${what} changed ${differ.join(", ")}` : null;
  }
  return speaksOf(rows, theirs, table.name) ? `${what} answered with it` : null;
}

function statementsOn(table: Table, mine: Side, theirs: Side): Statement[] {
  const { name } = table;
  const row = theirs.rows.get(name)!;
  const key = table.key.map((column, i) => `"${column}" = $${i + 1}`).join(" and ");
  const values = table.key.map((column) => row[column]);
  const [[column, value]] = Object.entries(changeOf(table, row)) as [[string, unknown]];
  const fresh = freshRow(table, { ...theirs, marker: mine.marker });
  const columns = Object.keys(fresh);
  const places = columns.map((_, i) => `$${i + 1}`).join(", ");
  const change = `"${column}" = $${values.length + 1}`;
  const changedTo = [...values, bound(table, column, value)];
  return [
    { name: "select all of", sql: `select * from ${name}`, values: [] },
    { name: "select the row of", sql: `select * from ${name} where ${key}`, values },
    {
      name: "select the tenant's of",
      sql: `select count(*)::int as n from ${name} where ${table.tenantColumn} = $1 having count(*) > 0`,
      values: [theirs.tenantId],
    },
    { name: "select whole rows as text of", sql: `select ${name}::text as t from ${name}`, values: [] },
    {
      name: "insert theirs into",
      sql: `insert into ${name} (${columns.map((it) => `"${it}"`).join(", ")}) values (${places})`,
      values: columns.map((it) => bound(table, it, fresh[it])),
    },
    { name: "update the row of", sql: `update ${name} set ${change} where ${key}`, values: changedTo },
    { name: "delete the row of", sql: `delete from ${name} where ${key}`, values },
    { name: "select for update of", sql: `select * from ${name} where ${key} for update`, values },
    { name: "select for share of", sql: `select * from ${name} where ${key} for share`, values },
  ];
}
