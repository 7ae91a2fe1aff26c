import type pg from "pg";
import { Tally, type Check } from "../suite";

/** Where the application may delete: what is no record of what happened. A further one is added here on purpose. */
const DELETABLE = new Set([
  ...[
    "memberships",
    "policy_convergence",
    "secrets",
    "network_rules",
    "upstream_minutes",
    "teams",
    "team_members",
  ],
  ...[
    "saved_views",
    "view_defaults",
    "notification_events",
    "notification_deliveries",
    "notification_attempts",
  ],
  ...[
    "slack_callbacks",
    "slack_identities",
    "gateway_processes",
    "control_acks",
    "rate_limits",
    "rate_buckets",
  ],
  ...["incident_people", "incident_links", "traffic_counts", "idempotency_keys", "audit_unsealed"],
]);

/** What happened: written once. */
const RECORDS = [
  ...[
    "decisions",
    "outcomes",
    "audit_leaves",
    "audit_seals",
    "audit_checkpoints",
    "approval_votes",
    "approval_chains",
    "capability_revisions",
  ],
  ...["risk_signals", "policy_drills", "notification_attempts", "upstream_documents", "incident_links"],
];

/** Functions with another role's rights: each is a door past row-level security, and is read as one. */
const DEFINERS = "'ensure_partitions', 'tenants_with_work'";

type Rule = { promise: string; test: string; trials: string; broken: string };

const OURS =
  "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'prove') and n.nspname not like 'pg\\_%'";
const TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${OURS} and c.relname <> '_prisma_migrations'`;
const NAME = "n.nspname || '.' || c.relname";
const ROUTINES = `pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${OURS}`;

/** Each is two queries: what there is, and which of it breaks the rule. */
const RULES: Rule[] = [
  {
    promise: "Row-level security is forced on every table and partition",
    test: "T41",
    trials: `select ${NAME} as name from ${TABLES}`,
    broken: `select ${NAME} as name from ${TABLES} and not (c.relrowsecurity and c.relforcerowsecurity)`,
  },
  {
    promise: "Every table with a tenant_id has a policy for reading and for writing that asks for the tenant",
    test: "T41",
    trials: `select ${NAME} as name from ${TABLES} and n.nspname = 'public'`,
    broken: `select ${NAME} as name from ${TABLES} and n.nspname = 'public'
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
      and (not exists (select from pg_policies p where p.tablename = c.relname)
        or exists (select from pg_policies p where p.tablename = c.relname and p.permissive = 'PERMISSIVE'
          and (p.roles && '{public,agentgate,agentgate_app}')
          and concat(p.qual, p.with_check) !~ 'app_tenant|app_user|app[.]system'))`,
  },
  {
    promise: "The application's role owns nothing",
    test: "T41",
    trials: `select ${NAME} as name from ${TABLES}`,
    broken: `select s.classid::regclass || ' ' || s.objid as name from pg_shdepend s join pg_roles r on r.oid = s.refobjid
      where s.deptype = 'o' and r.rolname in ('agentgate', 'agentgate_app')`,
  },
  {
    promise: "The application's role bypasses nothing and may become nobody else",
    test: "T41",
    trials: "select rolname as name from pg_roles where rolname in ('agentgate', 'agentgate_app')",
    broken: `select rolname as name from pg_roles where rolname in ('agentgate', 'agentgate_app')
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
      union all select rolname from pg_roles where rolname not in ('agentgate', 'agentgate_app')
        and pg_has_role('agentgate', oid, 'MEMBER')`,
  },
  {
    promise:
      "No function runs as another role with a search path that its caller chooses, and only those listed do at all",
    test: "T41",
    trials: `select p.oid::regprocedure::text as name from ${ROUTINES}`,
    broken: `select p.oid::regprocedure::text as name from ${ROUTINES} and p.prosecdef
      and (p.proname not in (${DEFINERS}) or not exists (select from unnest(p.proconfig) s where s like 'search_path=%'))`,
  },
  {
    promise: "No view reads with its owner's rights",
    test: "T41",
    trials: `select ${NAME} as name from ${TABLES}`,
    broken: `select ${NAME} as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'm' and ${OURS} or c.relkind = 'v' and ${OURS}
        and not coalesce(c.reloptions @> '{security_invoker=true}', false)`,
  },
  {
    promise: "The application may read, add, change and delete rows, and nothing else",
    test: "T41",
    trials: `select ${NAME} as name from ${TABLES}`,
    broken: `select ${NAME} || ' ' || a.privilege_type as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
      where ${OURS} and (a.grantee = 0 or a.grantee::regrole::text in ('agentgate', 'agentgate_app'))
        and (n.nspname <> 'public' or a.grantee = 0 or a.is_grantable or c.relname = '_prisma_migrations'
          or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
      union all select n.nspname || ' CREATE' from pg_namespace n where ${OURS}
        and has_schema_privilege('agentgate', n.oid, 'CREATE')
      union all select 'default privileges' from pg_default_acl`,
  },
  {
    promise: "Every trigger is enabled",
    test: "T41",
    trials: "select tgname as name from pg_trigger where not tgisinternal",
    broken: "select tgrelid::regclass || ' ' || tgname as name from pg_trigger where tgenabled <> 'O'",
  },
];

export async function readCatalog(superuser: pg.Client): Promise<Check[]> {
  const checks: Check[] = [];
  const names = async (sql: string) =>
    (await superuser.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  for (const { promise, test, trials, broken } of RULES) {
    const violations = await names(broken);
    checks.push({ promise, test, trials: (await names(trials)).length, violations });
  }
  return [...checks, await recordsAreKept(names)];
}

async function recordsAreKept(names: (sql: string) => Promise<string[]>): Promise<Check> {
  const kept = new Tally("The application may delete only what is listed, and change no record", "T38");
  const may = (privilege: string) =>
    names(`select c.relname as name from ${TABLES} and n.nspname = 'public'
      and has_table_privilege('agentgate', c.oid, '${privilege}')`);
  const deletable = await may("DELETE");
  for (const table of await names(`select c.relname as name from ${TABLES} and n.nspname = 'public'`))
    kept.add(deletable.includes(table) && !DELETABLE.has(table) && `${table} may be deleted from`);
  const changeable = await may("UPDATE");
  for (const table of RECORDS) kept.add(changeable.includes(table) && `${table} may be changed`);
  return kept.check;
}
