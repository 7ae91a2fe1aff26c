import { join } from "node:path";
import { makePolicyKey, rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import type { Plant } from "./plant";
import type { Trial } from "./trial";

/** Something because of which the gateway cannot decide, or cannot record that it did. */
export type Cause = {
  /** Completes "With …". */
  name: string;
  /** Absent: in both, from the start and later. */
  only?: "start";
  source?: (folder: string) => NonNullable<Plant["source"]>;
  env?: () => Record<string, string>;
  /** Absent: a source's switch file, or its environment, does it. */
  set?: (trial: Trial) => Promise<void>;
  lift?: (trial: Trial) => Promise<void>;
  /** Calls that the policy from before goes on allowing are none that are to be refused; this one only the new one allows. */
  laterTool?: string;
  /** Calls carry an idempotency key, which makes each look for it before it is decided. */
  keys?: boolean;
  /** Callers hear nothing: after so many milliseconds they go away. What is planted marks each call in its switch file. */
  patience?: number;
  /** The gateway can reach its database, so that it is the cause that calls are refused for. */
  reachable?: true;
};

const POLICY_STEP = "lib/gateway/pipeline/policy.ts";
const EVALUATED = "const decision = evaluate(active.compiled, request, call.snapshot.exceptions);";
const ASKED = "const request = policyRequest(call, active);";
/** While this file is there, so is what was planted. */
export const switchOf = (folder: string) => join(folder, "on");
const on = (folder: string) =>
  `process.getBuiltinModule("node:fs").existsSync(${JSON.stringify(switchOf(folder))})`;

/** T23's causes, as far as they can be made real. */
export const CAUSES: readonly Cause[] = [
  {
    name: "no policy deployed",
    reachable: true,
    set: (trial) => unguarded(trial, "update policy_deployments set ended_at = now()"),
    lift: (trial) => unguarded(trial, "update policy_deployments set ended_at = null"),
  },
  {
    name: "a policy that was changed after it was signed",
    reachable: true,
    laterTool: "peer.never",
    set: (trial) =>
      unguarded(trial, "update policy_revisions set document = replace(document, 'DENY', 'ALLOW')"),
    lift: (trial) =>
      unguarded(
        trial,
        "update policy_revisions set document = replace(document, 'action: ALLOW, reason', 'action: DENY, reason')",
      ),
  },
  {
    name: "a policy whose signature is damaged",
    reachable: true,
    only: "start",
    set: (trial) =>
      unguarded(
        trial,
        "update policy_revisions set signature = set_byte(signature, 7, get_byte(signature, 7) # 1)",
      ),
    lift: (trial) =>
      unguarded(
        trial,
        "update policy_revisions set signature = set_byte(signature, 7, get_byte(signature, 7) # 1)",
      ),
  },
  {
    name: "a policy that is signed with a key that is not trusted",
    reachable: true,
    only: "start",
    env: () => ({ AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(makePolicyKey())) }),
  },
  {
    name: "an evaluator that throws",
    reachable: true,
    source: (folder) => ({
      file: "lib/policy/evaluate.ts",
      edits: [
        {
          find: "const candidates = policy.index.candidates(request.principal.name, request.capability.name);",
          replace: `if (${on(folder)}) throw new Error("planted");
            const candidates = policy.index.candidates(request.principal.name, request.capability.name);`,
        },
      ],
    }),
  },
  {
    name: "an evaluator that throws through its own catch",
    reachable: true,
    source: (folder) => ({
      file: POLICY_STEP,
      edits: [{ find: EVALUATED, replace: `if (${on(folder)}) throw new Error("planted"); ${EVALUATED}` }],
    }),
  },
  {
    name: "an evaluator that answers no action",
    reachable: true,
    source: (folder) => ({
      file: POLICY_STEP,
      edits: [
        {
          find: EVALUATED,
          replace: `${EVALUATED.replace("const decision", "const said")}
            const decision = ${on(folder)} ? { ...said, action: undefined } : said;`,
        },
      ],
    }),
  },
  {
    name: "an evaluator that never answers",
    reachable: true,
    patience: 3_000,
    source: (folder) => ({
      file: POLICY_STEP,
      edits: [
        {
          find: ASKED,
          replace: `if (${on(folder)}) {
            process.getBuiltinModule("node:fs").appendFileSync(${JSON.stringify(switchOf(folder))}, ".");
            return new Promise(() => undefined);
          } ${ASKED}`,
        },
      ],
    }),
  },
  {
    name: "the database gone",
    set: ({ wire }) => Promise.resolve(wire.cut()),
    lift: ({ wire }) => Promise.resolve(wire.mend()),
  },
  {
    name: "a database that takes 5 s for every answer",
    set: ({ wire }) => Promise.resolve(wire.slow(5_000)),
    // What is on its way would still take its time.
    lift: ({ wire }) => Promise.resolve((wire.cut(), wire.mend())),
  },
  {
    name: "a database that takes no more connections",
    set: (trial) => alone(trial, "CONNECTION LIMIT 0"),
    lift: (trial) => alone(trial, "CONNECTION LIMIT -1"),
  },
  {
    name: "a database that has become read-only",
    set: (trial) => alone(trial, "SET default_transaction_read_only = on"),
    lift: (trial) => alone(trial, "RESET default_transaction_read_only"),
  },
  {
    name: "a full disk under the decisions",
    set: async ({ sql }) => {
      await sql.query(`create function disk_full() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`);
      await sql.query(
        "create trigger disk_full before insert on decisions for each row execute function disk_full()",
      );
    },
    lift: async ({ sql }) => void (await sql.query("drop function disk_full cascade")),
  },
  {
    name: "every connection of the pool taken",
    keys: true,
    set: async (trial) =>
      void (await trial.sql.query("begin; lock table idempotency_keys in access exclusive mode")),
    lift: async ({ sql }) => void (await sql.query("rollback")),
  },
];

/** As somebody would who can write to the database: past the triggers that keep what is signed, and the gateways are told. */
async function unguarded({ sql, stage }: Trial, statement: string): Promise<void> {
  const { tenantId } = stage.agents.first;
  await sql.query(`begin; set local session_replication_role = replica; ${statement} where tenant_id = '${tenantId}';
    update tenants set control_epoch = control_epoch + 1 where id = '${tenantId}';
    select pg_notify('agentgate_control', '${tenantId}'); commit`);
}

/** Changes the database for connections to come, and ends those there are. */
async function alone({ sql }: Trial, change: string): Promise<void> {
  const { rows } = await sql.query<{ name: string }>("select current_database() as name");
  await sql.query(`alter database ${rows[0]!.name} ${change}`);
  await sql.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'agentgate'",
  );
}
