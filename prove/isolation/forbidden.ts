import type pg from "pg";
import { Tally, type Check } from "../suite";
import { inScope } from "./scope";

const RECORDS = ["decisions", "outcomes", "audit_leaves"];
/** Permission denied; not for this role; not with row-level security. */
const REFUSED = /^(42501|22023|0A000)$/;

/** What would bend the rules themselves. */
export function forbiddenStatements(month: string): string[] {
  return [
    ...RECORDS.flatMap((table) => [
      `update ${table} set tenant_id = tenant_id`,
      `delete from ${table}`,
      `truncate ${table}`,
      `alter table ${table} disable trigger all`,
      `alter table ${table} no force row level security`,
      `alter table ${table} disable row level security`,
      `drop trigger append_only on ${table}`,
      `drop policy tenant on ${table}`,
      `drop table ${table}`,
      `select * from partitions.${table}_${month}`,
      `insert into partitions.${table}_${month} select * from ${table}`,
      `copy ${table} from program 'true'`,
    ]),
    "create policy mine on agents using (true)",
    "alter policy tenant on agents using (true)",
    "alter table agents owner to agentgate",
    "grant agentgate_app to agentgate with admin option",
    "alter role agentgate bypassrls",
    "alter role agentgate superuser",
    "alter role postgres password 'x'",
    "create role intruder",
    "grant agentgate_owner to agentgate",
    "set role agentgate_owner",
    "set role postgres",
    "set session authorization postgres",
    "select set_config('role', 'agentgate_owner', true)",
    "set session_replication_role = replica",
    "create table public.mine (id int)",
    "create schema mine",
    "create extension file_fdw",
    "create function public.app_tenant() returns uuid language sql as 'select null::uuid'",
    "create or replace function public.app_tenant() returns uuid language sql as 'select null::uuid'",
    "alter function ensure_partitions(integer) reset search_path",
    "drop function app_tenant()",
    "create trigger mine after insert on agents for each row execute function refuse_change()",
    "copy agents to program 'cat'",
    "copy agents to '/tmp/agents'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
    "select * from pg_authid",
    "select * from _prisma_migrations",
    "cluster agents using agents_pkey",
    "lock table decisions in access exclusive mode",
    "comment on table agents is 'x'",
    "reindex table agents",
    "security label on table agents is 'x'",
  ];
}

/** As the application, in a tenant's transaction. */
export async function tryForbidden(app: pg.Client, tenantId: string): Promise<Check[]> {
  const refused = new Tally("The application's role is refused what would bend the rules", "T38");
  const month = new Date().toISOString().slice(0, 7).replace("-", "_");
  for (const sql of forbiddenStatements(month)) {
    const { code, message } = await inScope(app, { tenant: tenantId }, sql);
    refused.add(
      code !== undefined && REFUSED.test(code) ? null : `${sql}: ${code ?? "done"} ${message ?? ""}`,
    );
  }
  // With it off, a query that a policy would filter raises instead; it must not answer.
  const off = await inScope(
    app,
    { tenant: tenantId },
    "select * from agents, (select set_config('row_security', 'off', true)) s",
  );
  refused.add(off.rows.some(({ tenant_id }) => tenant_id !== tenantId) && "row_security = off opened agents");
  return [refused.check];
}
