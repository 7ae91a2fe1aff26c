import type { Fault } from "./fault";

const SEALER = "lib/audit/chain/seal.ts";

/** What belongs to whom, and what is kept of it. */
export const FAULTS_OF_ROWS: readonly Fault[] = [
  {
    name: "no-tenant-binding",
    what: "taking any session for the caller's own",
    scenario: "otherPeoplesSessions",
    breaks: "apart",
    source: {
      file: "lib/gateway/pipeline/tenant-binding.ts",
      edits: [{ find: "if (session?.agentId !== call.request.caller.agentId)", replace: "if (!session)" }],
    },
  },
  {
    name: "no-row-security",
    what: "leaving a table's rows open to every tenant",
    scenario: "otherPeoplesSessions",
    breaks: "apart",
    database: { statements: ["ALTER POLICY tenant ON decisions USING (true)"] },
  },
  {
    name: "no-leaf",
    crash: "I5",
    what: "recording refusals without an audit leaf",
    scenario: "everyKindRecorded",
    breaks: "recorded",
    database: {
      function: {
        name: "record_decisions",
        edits: [
          {
            find: "sha256(convert_to(x.leaf, 'UTF8'))\n  FROM x;",
            replace: "sha256(convert_to(x.leaf, 'UTF8'))\n  FROM x WHERE x.action <> 'DENY';",
          },
        ],
      },
    },
  },
  {
    name: "leaf-of-other-bytes",
    what: "hashing other bytes than those that are kept",
    scenario: "everyKindRecorded",
    breaks: "recorded",
    database: {
      function: {
        name: "record_outcomes",
        edits: [
          {
            find: "sha256(convert_to(x.leaf, 'UTF8'))",
            replace: "sha256(convert_to(x.leaf || ' ', 'UTF8'))",
          },
        ],
      },
    },
  },
  {
    name: "chain-by-read-then-insert",
    crash: "I5",
    always: true,
    what: "chaining by reading the head and then inserting",
    scenario: "sealedAtOnce",
    breaks: "chained",
    source: {
      file: SEALER,
      edits: [
        { find: "if (!(await lockChain(tx, tenantId))) return 0;", replace: "" },
        {
          // Longer than a sealer rests, so that another comes in between.
          find: "const head = await readHead(tx, tenantId);",
          replace: `const head = await readHead(tx, tenantId);
            await tx.$queryRaw\`select 1 from pg_sleep(2)\`;`,
        },
      ],
    },
    database: {
      statements: [
        "ALTER TABLE audit_seals DROP CONSTRAINT audit_seals_pkey",
        "DROP INDEX audit_seals_tenant_id_leaf_id_key, audit_seals_tenant_id_prev_hash_key",
        "ALTER TABLE audit_checkpoints DROP CONSTRAINT audit_checkpoints_pkey",
        "DROP INDEX audit_checkpoints_tenant_id_prev_size_key",
      ],
    },
  },
];
