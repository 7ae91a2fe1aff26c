import { dataOf, type Row } from "./rows";
import { delegateOf, fieldOf, type Column, type Table } from "./tables";
import { freshRow, type Side } from "./world";

/** The client by a model's name: which methods there are is known only when it runs. */
export type Delegate = Record<string, (args: Row) => Promise<unknown>>;
export type Client = Record<string, Delegate>;

/** One way to ask for, or to change, what is another tenant's. */
export type Operation = {
  name: string;
  writes: boolean;
  /** As anybody: the tenant whose transaction it is makes the difference. */
  run: (client: Client) => Promise<unknown>;
  /** Whether the answer has anything of theirs. Left out: whether it speaks of them. */
  found?: (answer: unknown) => boolean;
  /** What the owner does instead to show that it can be done, where the very same is refused to everybody. */
  control?: (client: Client) => Promise<unknown>;
  /** Mine is changed as well, so that a constraint of mine may end it. */
  touchesMine?: true;
  /** The one whose transaction the control runs in, where not theirs. */
  controlAs?: "mine";
};

export type Pair = { table: Table; tables: readonly Table[]; mine: Side; theirs: Side };

/** Every operation of the client on one model, aimed at the other tenant's row. */
export function operationsOn(pair: Pair): Operation[] {
  const { table, theirs } = pair;
  const at = delegateOf(table.model);
  const where = uniqueWhere(table, theirs.rows.get(table.name)!);
  const only = plainWhere(table, theirs.rows.get(table.name)!);
  const ask = (name: string, args: Row, found?: Operation["found"]): Operation => ({
    ...{ name, writes: false, run: (client: Client) => client[at]![name]!(args) },
    ...(found ? { found } : {}),
  });
  const reads = [
    ask("findMany", {}),
    { ...ask("findMany", { where: only }), name: "findMany of its key" },
    { ...ask("findMany", { where: { NOT: { AND: [only, { NOT: only }] } } }), name: "findMany of all" },
    { ...ask("findMany", { cursor: where, take: 5 }), name: "findMany from its cursor" },
    ask("findFirst", { where: only }),
    ask("findFirstOrThrow", { where: only }),
    ask("findUnique", { where }),
    ask("findUniqueOrThrow", { where }),
    ask("count", { where: only }, isPositive),
    ask("aggregate", { where: only, _count: { _all: true } }, (it) =>
      isPositive((it as { _count: { _all: number } })._count._all),
    ),
    ask("groupBy", { by: table.key.map((column) => fieldOf(table, column)) }),
  ];
  return [...reads, ...withRelations(pair), ...(table.name === "users" ? [] : writesOn(pair, where, only))];
}

function withRelations({ table, theirs }: Pair): Operation[] {
  const objects = table.fields.filter(({ kind }) => kind === "object");
  if (objects.length === 0) return [];
  const include = Object.fromEntries(objects.map(({ name }) => [name, true]));
  const where = uniqueWhere(table, theirs.rows.get(table.name)!);
  const at = delegateOf(table.model);
  return [
    { name: "findMany with all relations", writes: false, run: (it) => it[at]!.findMany!({ include }) },
    {
      name: "findUnique with all relations",
      writes: false,
      run: (it) => it[at]!.findUnique!({ where, include }),
    },
  ];
}

function writesOn(pair: Pair, where: Row, only: Row): Operation[] {
  const { table, mine, theirs } = pair;
  const at = delegateOf(table.model);
  const fresh = () => dataOf(table, { ...freshRow(table, { ...theirs, marker: mine.marker }) });
  const data = dataOf(table, changeOf(table, theirs.rows.get(table.name)!));
  const write = (name: string, run: (it: Delegate) => Promise<unknown>): Operation => ({
    ...{ name, writes: true, run: (client: Client) => run(client[at]!) },
  });
  const all = (name: string, run: (it: Delegate) => Promise<unknown>): Operation => ({
    ...{ ...write(name, run), touchesMine: true },
  });
  return [
    write("create as theirs", (it) => it.create!({ data: fresh() })),
    write("createMany as theirs", (it) => it.createMany!({ data: [fresh()] })),
    {
      ...write("createMany as theirs, skipping duplicates", (it) =>
        it.createMany!({ data: [fresh()], skipDuplicates: true }),
      ),
      // Where a tenant has one row, its second is skipped.
      control: (client) => client[at]!.createMany!({ data: [fresh()] }),
    },
    write("createManyAndReturn as theirs", (it) => it.createManyAndReturn!({ data: [fresh()] })),
    write("update", (it) => it.update!({ where, data })),
    write("updateMany of its key", (it) => it.updateMany!({ where: only, data })),
    ...(hasKeyOf(table, data) ? [] : [all("updateMany of all", (it) => it.updateMany!({ data }))]),
    write("updateManyAndReturn", (it) => it.updateManyAndReturn!({ where: only, data })),
    write("upsert", (it) => it.upsert!({ where, update: data, create: { ...fresh(), ...only } })),
    write("delete", (it) => it.delete!({ where })),
    write("deleteMany of its key", (it) => it.deleteMany!({ where: only })),
    all("deleteMany of all", (it) => it.deleteMany!({})),
    ...moves(pair, only),
  ];
}

/** Rows that change hands: theirs to me, mine to them. */
function moves({ table, mine, theirs }: Pair, only: Row): Operation[] {
  if (!table.tenantColumn || table.key.join() === table.tenantColumn) return [];
  const at = delegateOf(table.model);
  const tenant = fieldOf(table, table.tenantColumn);
  const own = plainWhere(table, mine.rows.get(table.name)!);
  const owned = (where: Row, id: string) => (client: Client) =>
    client[at]!.updateMany!({ where, data: { [tenant]: id } });
  return [
    {
      ...{ name: "updateMany that takes it over", writes: true },
      run: owned(only, mine.tenantId),
      control: owned(only, theirs.tenantId),
      found: hasCount,
    },
    {
      ...{ name: "updateMany that gives mine away", writes: true },
      run: owned(own, theirs.tenantId),
      control: owned(own, mine.tenantId),
      ...{ controlAs: "mine" as const, found: hasCount, touchesMine: true },
    },
  ];
}

function hasKeyOf(table: Table, data: Row): boolean {
  return table.key.some((column) => fieldOf(table, column) in data);
}

/** `{id}`, or `{a_b: {a, b}}` where the key has several columns. */
export function uniqueWhere(table: Table, row: Row): Row {
  const key = plainWhere(table, row);
  const names = Object.keys(key);
  return names.length === 1 ? key : { [names.join("_")]: key };
}

export function plainWhere(table: Table, row: Row): Row {
  return Object.fromEntries(table.key.map((column) => [fieldOf(table, column), row[column]]));
}

/** Another value for a column that may be changed by itself. */
export function changeOf(table: Table, row: Row): Row {
  const special = new Set([
    ...table.key,
    table.tenantColumn,
    ...table.references.map(({ column }) => column),
  ]);
  const free = table.columns.filter(({ name, type }) => !special.has(name) && type in CHANGED);
  const column =
    free.find(({ updatable, checked, type }) => updatable && !checked && type === "text") ??
    free.find(({ updatable, checked }) => updatable && !checked) ??
    free.find(({ checked }) => !checked) ??
    table.columns.find(({ name }) => name !== table.tenantColumn && !isParent(table, name)) ??
    table.columns[0]!;
  return { [column.name]: changedValue(column, row[column.name]) };
}

function isParent(table: Table, column: string): boolean {
  return table.references.some((reference) => reference.column === column);
}

const CHANGED: Record<string, unknown> = {
  text: "changed",
  boolean: true,
  integer: 7,
  "double precision": 7,
  "timestamp with time zone": new Date(Date.UTC(2026, 0, 1)),
  uuid: "01900000-0000-7000-8000-000000000001",
  json: { changed: true },
  jsonb: { changed: true },
  bytea: Buffer.from("changed"),
  "text[]": ["changed"],
};

function changedValue({ type }: Column, was: unknown): unknown {
  return type === "boolean" ? was !== true : CHANGED[type];
}

export function isPositive(answer: unknown): boolean {
  return typeof answer === "number" && answer > 0;
}

export function hasCount(answer: unknown): boolean {
  return isPositive((answer as { count?: number } | null)?.count);
}
