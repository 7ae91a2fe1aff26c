import type pg from "pg";
import { newId } from "../../lib/platform/ids";
import { withTenant } from "../../lib/platform/db";

export type Column = {
  name: string;
  /** As PostgreSQL writes it: "timestamp with time zone", "text[]". */
  type: string;
  required: boolean;
  hasDefault: boolean;
  /** What a CHECK of this column alone admits, the first one. */
  admits?: string;
  /** Mentioned in any CHECK, so that not just any value will do. */
  checked: boolean;
  updatable: boolean;
};

export type Reference = {
  name: string;
  column: string;
  parent: string;
  parentColumn: string;
  /** At most one child has this parent. */
  unique: boolean;
};

/** What the client calls a column, or the row that a reference leads to. */
export type Field = { name: string; kind: string; type: string; column: string };

/** A model, as Prisma and the database know it. */
export type Table = {
  model: string;
  name: string;
  key: string[];
  columns: Column[];
  references: Reference[];
  fields: Field[];
  /** The column that says whose row it is; null where no tenant has it for itself. */
  tenantColumn: string | null;
  /** What the application may do at all. */
  granted: { insert: boolean; update: boolean; remove: boolean };
};

type DataModel = {
  models: Record<
    string,
    { dbName: string | null; fields: { name: string; kind: string; type: string; dbName?: string }[] }
  >;
};

/** Every model of the generated client: a new one is here without an edit. Parents come before their children. */
export async function readTables(superuser: pg.Client): Promise<Table[]> {
  // The client's own description of its models. The types leave it out, so this is the one place that takes it.
  const { models } = await withTenant(newId(), (tx) =>
    Promise.resolve((tx as unknown as { _runtimeDataModel: DataModel })._runtimeDataModel),
  );
  const tables: Table[] = [];
  for (const [model, { dbName, fields }] of Object.entries(models)) {
    const name = dbName ?? model;
    const columns = await columnsOf(superuser, name);
    const has = (column: string) => columns.some((it) => it.name === column);
    tables.push({
      ...{ model, name, columns },
      key: await keyOf(superuser, name),
      references: await referencesOf(superuser, name),
      fields: fields.map(({ dbName: column, ...field }) => ({ ...field, column: column ?? field.name })),
      tenantColumn: name === "tenants" ? "id" : has("tenant_id") ? "tenant_id" : null,
      granted: await grantedOn(superuser, name),
    });
  }
  return parentsFirst(tables);
}

export function parentsFirst(tables: readonly Table[]): Table[] {
  const sorted: Table[] = [];
  const visit = (table: Table, path: readonly string[]) => {
    if (sorted.includes(table)) return;
    if (path.includes(table.name)) throw new Error(`References go in a circle: ${path.join(", ")}.`);
    for (const { parent } of table.references) {
      const found = tables.find(({ name }) => name === parent);
      if (found && found !== table) visit(found, [...path, table.name]);
    }
    sorted.push(table);
  };
  for (const table of tables) visit(table, []);
  return sorted;
}

/** @throws where the model has no such field */
export function fieldOf(table: Table, column: string): string {
  const field = table.fields.find((it) => it.kind !== "object" && it.column === column);
  if (!field) throw new Error(`${table.model} has no field for ${column}.`);
  return field.name;
}

/** `upstreamId` → `upstream`: the client's property for a model. */
export function delegateOf(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

async function columnsOf(superuser: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await superuser.query<Omit<Column, "admits" | "checked"> & { checks: string[] }>(
    `select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as required, a.atthasdef as "hasDefault",
       has_column_privilege('agentgate_app', a.attrelid, a.attnum, 'UPDATE') as updatable,
       array(select pg_get_constraintdef(c.oid) from pg_constraint c
         where c.conrelid = a.attrelid and c.contype = 'c' and a.attnum = any (c.conkey) order by c.conname) as checks
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  return rows.map(({ checks, ...column }) => {
    const admits = admitted(column.name, checks);
    return { ...column, checked: checks.length > 0, ...(admits === undefined ? {} : { admits }) };
  });
}

/** The first value of `CHECK ((status = ANY (ARRAY['pending'::text, …])))`. */
export function admitted(column: string, checks: readonly string[]): string | undefined {
  const list = new RegExp(`^CHECK \\(\\(${column} = ANY \\(ARRAY\\['?([^',:\\]]+)`);
  return checks.map((check) => list.exec(check)?.[1]).find((value) => value !== undefined);
}

async function keyOf(superuser: pg.Client, table: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select a.attname as name from pg_index i, unnest(i.indkey) with ordinality k(attnum, n), pg_attribute a
     where i.indrelid = $1::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.attnum order by k.n`,
    [table],
  );
  return rows.map(({ name }) => name);
}

async function referencesOf(superuser: pg.Client, table: string): Promise<Reference[]> {
  const { rows } = await superuser.query<Reference>(
    `select c.conname as name, a.attname as column, c.confrelid::regclass::text as parent, b.attname as "parentColumn",
       exists (select from pg_index i where i.indrelid = c.conrelid and i.indisunique and i.indnatts = 1
         and i.indkey[0] = c.conkey[1]) as unique
     from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
     where c.conrelid = $1::regclass and c.contype = 'f' and c.conparentid = 0 order by c.conname`,
    [table],
  );
  return rows;
}

async function grantedOn(superuser: pg.Client, table: string): Promise<Table["granted"]> {
  const { rows } = await superuser.query<Table["granted"]>(
    `select has_any_column_privilege('agentgate_app', $1, 'INSERT') as insert,
       has_any_column_privilege('agentgate_app', $1, 'UPDATE') as update,
       has_table_privilege('agentgate_app', $1, 'DELETE') as remove`,
    [table],
  );
  return rows[0]!;
}
