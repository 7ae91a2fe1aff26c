import { dataOf, type Row } from "./rows";
import { changeOf, plainWhere, uniqueWhere, type Client, type Operation, type Pair } from "./operations";
import { delegateOf, type Reference, type Table } from "./tables";
import { freshRow } from "./world";

/**
 * Writes through a relation, in both directions: my child onto their parent, their child onto my parent, and whatever
 * hangs on their parent.
 */
export function nestedOperations(pair: Pair): Operation[] {
  return pair.table.references.flatMap((reference) => {
    const parent = pair.tables.find(({ name }) => name === reference.parent);
    // Who is in which tenant has rules of its own.
    if (!parent?.tenantColumn || parent.name === "tenants" || !pair.table.tenantColumn) return [];
    const up = pair.table.fields.find(({ kind, type }) => kind === "object" && type === parent.model);
    const down = parent.fields.find(({ kind, type }) => kind === "object" && type === pair.table.model);
    return [
      ...(up ? upwards(pair, up.name, parent) : []),
      ...(down ? downwards(pair, down.name, parent, reference) : []),
    ];
  });
}

function upwards({ table, mine, theirs }: Pair, relation: string, parent: Table): Operation[] {
  const at = delegateOf(table.model);
  const connect = (to: Row) => ({ [relation]: { connect: uniqueWhere(parent, to) } });
  const onto = (child: Row, to: Row) => (client: Client) =>
    client[at]!.update!({ where: uniqueWhere(table, child), data: connect(to) });
  const [own, others] = [mine.rows.get(table.name)!, theirs.rows.get(table.name)!];
  const [ownParent, othersParent] = [mine.rows.get(parent.name)!, theirs.rows.get(parent.name)!];
  const filter = (client: Client) =>
    client[at]!.findMany!({ where: { [relation]: { is: plainWhere(parent, othersParent) } } });
  return [
    { name: `findMany by its ${relation}`, writes: false, run: filter },
    {
      ...{ name: `update that connects mine to their ${relation}`, writes: true },
      run: onto(own, othersParent),
      control: onto(own, ownParent),
      controlAs: "mine",
    },
    {
      ...{ name: `update that connects theirs to my ${relation}`, writes: true, touchesMine: true },
      run: onto(others, ownParent),
      control: onto(others, othersParent),
    },
  ];
}

function downwards(
  { table, mine, theirs }: Pair,
  relation: string,
  parent: Table,
  reference: Reference,
): Operation[] {
  const at = delegateOf(parent.model);
  const to = (row: Row, nested: Row) => (client: Client) =>
    client[at]!.update!({ where: uniqueWhere(parent, row), data: { [relation]: nested } });
  const [own, others] = [mine.rows.get(parent.name)!, theirs.rows.get(parent.name)!];
  const child = theirs.rows.get(table.name)!;
  const { [reference.column]: _parent, ...fresh } = freshRow(table, { ...theirs, marker: mine.marker });
  const created = { create: dataOf(table, fresh) };
  const named = `${parent.model}.update`;
  if (reference.unique)
    return [{ name: `${named} that creates their ${relation}`, writes: true, run: to(others, created) }];
  const change = dataOf(table, changeOf(table, child));
  return [
    { name: `${named} that creates their ${relation}`, writes: true, run: to(others, created) },
    {
      ...{ name: `${named} that creates theirs under mine`, writes: true },
      run: to(own, created),
      control: to(others, created),
    },
    {
      ...{ name: `${named} that connects their ${relation} to mine`, writes: true },
      run: to(own, { connect: uniqueWhere(table, child) }),
      control: to(others, { connect: uniqueWhere(table, child) }),
    },
    {
      ...{ name: `${named} that updates their ${relation}`, writes: true },
      run: to(others, { updateMany: { where: {}, data: change } }),
    },
    {
      ...{ name: `${named} that deletes their ${relation}`, writes: true },
      run: to(others, { deleteMany: {} }),
    },
  ];
}
