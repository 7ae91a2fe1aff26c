import type pg from "pg";
import { newId } from "../../lib/platform/ids";
import { makeRow, type Row } from "./rows";
import type { Table } from "./tables";

/** One tenant with a row in each table. */
export type Side = {
  tenantId: string;
  /** In every text of its rows, and nowhere else. */
  marker: string;
  rows: ReadonlyMap<string, Row>;
};

/** Fills every table for one tenant, past all rules but the tables' own. @returns with what could not be filled. */
export async function fill(
  superuser: pg.Client,
  tables: readonly Table[],
  marker: string,
): Promise<{ side: Side; empty: Map<string, string> }> {
  const tenantId = newId();
  const rows = new Map<string, Row>();
  const empty = new Map<string, string>();
  await superuser.query("select set_config('app.tenant_id', $1, false)", [tenantId]);
  for (const table of tables) {
    try {
      rows.set(table.name, await insert(superuser, table, freshRow(table, { tenantId, marker, rows })));
    } catch (error) {
      empty.set(table.model, (error as Error).message);
    }
  }
  return { side: { tenantId, marker, rows }, empty };
}

/** A row that this side could add. @throws where a parent is missing */
export function freshRow(table: Table, { tenantId, marker, rows }: Side): Row {
  const parent = (name: string) => {
    const found = rows.get(name);
    if (!found) throw new Error(`It needs a row in ${name}, where there is none.`);
    return found;
  };
  return makeRow(table, { marker, tenantId, parent });
}

/** @returns the row as it was stored, defaults included */
async function insert(superuser: pg.Client, table: Table, row: Row): Promise<Row> {
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`).join(", ");
  const values = columns.map((name) => bound(table, name, row[name]));
  const names = columns.map((name) => `"${name}"`).join(", ");
  const sql = `insert into ${table.name} (${names}) values (${places}) returning *`;
  return (await superuser.query<Row>(sql, values)).rows[0]!;
}

/** pg would write an array for a JSON column as one of PostgreSQL's. */
export function bound(table: Table, column: string, value: unknown): unknown {
  const type = table.columns.find(({ name }) => name === column)?.type;
  return type === "json" || type === "jsonb" ? JSON.stringify(value) : value;
}

/**
 * A function that says of a tenant's rows what they are, whoever asks: it belongs to the superuser, whom row-level
 * security does not hold. Only in this throw-away database.
 */
export async function installDigest(superuser: pg.Client, tables: readonly Table[]): Promise<void> {
  const each = tables
    .filter(({ tenantColumn }) => tenantColumn !== null)
    .map(
      ({ name, tenantColumn }) =>
        `select '${name}' as t, md5(coalesce(string_agg(r::text, chr(10) order by r::text), '')) as d
         from public.${name} r where r.${tenantColumn} = p`,
    );
  const shared = tables
    .filter(({ tenantColumn }) => tenantColumn === null)
    .map(
      ({ name }) =>
        `select '${name}' as t, md5(coalesce(string_agg(r::text, chr(10) order by r::text), '')) as d from public.${name} r`,
    );
  const everybodys = `select 'global switches' as t, md5(coalesce(string_agg(r::text, chr(10) order by r::text), '')) as d
    from public.switches r where r.tenant_id is null`;
  await superuser.query(`create schema if not exists prove`);
  await superuser.query(
    `create or replace function prove.digests(p uuid) returns json language plpgsql security definer
       set search_path = pg_catalog as $$ begin
       return (select json_object_agg(t, d) from (${[...each, ...shared, everybodys].join(" union all ")}) x); end $$`,
  );
  await superuser.query("grant usage on schema prove to agentgate_app");
}

export type Digests = Record<string, string>;

/** The tables whose rows differ. */
export function changed(before: Digests, after: Digests): string[] {
  return Object.keys({ ...before, ...after }).filter((table) => before[table] !== after[table]);
}
