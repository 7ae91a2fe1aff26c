import type pg from "pg";
import { newId } from "../../lib/platform/ids";
import { Tally, type Check } from "../suite";
import type { World } from "./generated";
import { inScope, type Scope } from "./scope";

type Rule = {
  /** Who tries what, for the line of a violation. */
  name: string;
  scope: Scope;
  sql: string;
  values?: unknown[];
  /** How many rows it may answer or change; a refusal is none. */
  rows: number;
};

/** What belongs to no tenant, or to a person: each kind has a rule of its own. */
export async function tryShared(app: pg.Client, world: World): Promise<Check[]> {
  const ruled = new Tally(
    "People, memberships, processes and global stops open to whom they concern only",
    "T42",
  );
  for (const { name, scope, sql, values, rows } of rules(world)) {
    const { count, code, message } = await inScope(app, scope, sql, values ?? []);
    if (code !== undefined && !/^(42501|42704|22P02)$/.test(code)) ruled.add(`${name}: ${code} ${message}`);
    else
      ruled.add(
        count === rows ? null : `${name}: ${count} rows, not ${rows}${message ? `: ${message}` : ""}`,
      );
  }
  return [ruled.check];
}

function rules({ sides: [one, two], globalStop: switchId }: World): Rule[] {
  const user = (side: typeof one) => side.rows.get("users")!;
  const mine = { tenant: one.tenantId };
  const me = { user: String(user(one).id) };
  const them = String(user(two).id);
  const everybody: [string, Scope][] = [
    ["nobody", {}],
    ["a tenant", mine],
    ["a person", me],
    ["who signs in", { email: String(user(one).email) }],
  ];
  const processes = everybody.flatMap(([who, scope]): Rule[] => [
    { name: `${who} deletes processes`, scope, sql: "delete from gateway_processes", rows: 0 },
    {
      name: `${who} makes up a sign of life`,
      scope,
      sql: "update gateway_processes set seen_at = now()",
      rows: 0,
    },
    {
      ...{ name: `${who} adds a process`, scope, rows: 0 },
      sql: "insert into gateway_processes (id) values ($1)",
      values: [newId()],
    },
  ]);
  const switches = everybody.flatMap(([who, scope]): Rule[] => [
    {
      ...{ name: `${who} clears a global stop`, scope, rows: 0 },
      sql: "update switches set cleared_at = now() where id = $1",
      values: [switchId],
    },
    {
      ...{ name: `${who} makes a global stop its own`, scope, rows: 0 },
      sql: "update switches set tenant_id = $2, scope = 'tenant' where id = $1",
      values: [switchId, one.tenantId],
    },
    {
      ...{ name: `${who} sets a global stop`, scope, rows: 0 },
      sql: "insert into switches (id, tenant_id, scope, reason) values ($1, null, 'global', 'x')",
      values: [newId()],
    },
    {
      ...{ name: `${who} sees a global stop`, scope, rows: 1 },
      sql: "select 1 from switches where id = $1",
      values: [switchId],
    },
  ]);
  return [
    ...processes,
    {
      name: "the system sees processes",
      scope: { system: true },
      sql: "select 1 from gateway_processes",
      rows: 2,
    },
    {
      name: "the system deletes processes",
      scope: { system: true },
      sql: "delete from gateway_processes",
      rows: 2,
    },
    ...switches,
    {
      ...{ name: "the system clears a global stop", scope: { system: true }, rows: 1 },
      sql: "update switches set cleared_at = now() where id = $1",
      values: [switchId],
    },
    ...people(me, mine, them),
    ...tenants(me, one.tenantId, two.tenantId),
  ];
}

function people(me: Scope, mine: Scope, them: string): Rule[] {
  const their = { values: [them], rows: 0 };
  return [
    { name: "nobody sees people", scope: {}, sql: "select 1 from users", rows: 0 },
    { name: "the system sees people", scope: { system: true }, sql: "select 1 from users", rows: 0 },
    { name: "a person sees themselves", scope: me, sql: "select 1 from users", rows: 1 },
    { name: "a person changes themselves", scope: me, sql: "update users set name = 'x'", rows: 1 },
    { name: "a person sees another", scope: me, sql: "select 1 from users where id = $1", ...their },
    {
      name: "a tenant sees another's people",
      scope: mine,
      sql: "select 1 from users where id = $1",
      ...their,
    },
    { name: "a tenant changes a person", scope: mine, sql: "update users set name = 'x'", rows: 0 },
    { name: "a tenant deletes people", scope: mine, sql: "delete from users", rows: 0 },
    { name: "sign-in with a pattern", scope: { email: "%" }, sql: "select 1 from users", rows: 0 },
    { name: "sign-in with nothing", scope: { email: "" }, sql: "select 1 from users", rows: 0 },
    { name: "sign-in changes a person", scope: { email: "%" }, sql: "update users set name = 'x'", rows: 0 },
    { name: "nobody sees memberships", scope: {}, sql: "select 1 from memberships", rows: 0 },
    {
      name: "the system sees memberships",
      scope: { system: true },
      sql: "select 1 from memberships",
      rows: 0,
    },
    { name: "a person sees where they are a member", scope: me, sql: "select 1 from memberships", rows: 1 },
    {
      name: "a person gives themselves a role",
      scope: me,
      sql: "update memberships set roles = '{admin}'",
      rows: 0,
    },
    { name: "a person deletes memberships", scope: me, sql: "delete from memberships", rows: 0 },
  ];
}

function tenants(me: Scope, mine: string, theirs: string): Rule[] {
  const join = "insert into memberships (tenant_id, user_id, roles) values ($1, $2, '{admin}')";
  return [
    { name: "nobody sees tenants", scope: {}, sql: "select 1 from tenants", rows: 0 },
    { name: "a person sees their tenants", scope: me, sql: "select 1 from tenants", rows: 1 },
    { name: "a person joins a tenant", scope: me, sql: join, values: [theirs, me.user], rows: 0 },
    { name: "a person renames their tenant", scope: me, sql: "update tenants set name = 'x'", rows: 0 },
    {
      name: "a tenant joins another",
      scope: { tenant: mine },
      sql: join,
      values: [theirs, newId()],
      rows: 0,
    },
    { name: "the system sees tenants", scope: { system: true }, sql: "select 1 from tenants", rows: 2 },
    {
      name: "the system renames tenants",
      scope: { system: true },
      sql: "update tenants set name = 'x'",
      rows: 0,
    },
    { name: "nobody deletes a tenant", scope: { tenant: mine }, sql: "delete from tenants", rows: 0 },
  ];
}
