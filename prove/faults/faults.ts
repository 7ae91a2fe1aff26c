import type { Fault } from "./fault";
import { FAULTS_OF_ROWS } from "./faults-of-rows";

export type { Fault };

const COMMIT = "lib/gateway/commit/index.ts";
const ATTEMPT = "lib/gateway/attempt.ts";

/** Each is one of a kind that has happened to others (RELIABILITY, section 4). */
export const FAULTS: readonly Fault[] = [
  {
    name: "acknowledge-before-commit",
    crash: "I1",
    always: true,
    what: "answering before the decision is committed",
    scenario: "killedWhileCommitting",
    breaks: "recorded",
    source: {
      file: COMMIT,
      edits: [
        {
          find: "const answer = await guarded(() => writersOf(tenantId).decisions.submit({ row, terms }));",
          replace: `const answer = { status: "committed" as const, ref: null, at: new Date() };
            guarded(() => writersOf(tenantId).decisions.submit({ row, terms })).catch(() => undefined);`,
        },
      ],
    },
  },
  {
    name: "effect-before-commit",
    crash: "I2",
    what: "running an allowed call while its decision is being committed",
    scenario: "killedWhileCommitting",
    breaks: "intent",
    source: {
      file: "lib/gateway/decide.ts",
      edits: [
        {
          find: "const { status, at } = await commitDecision(caller.tenantId, row, riskTerms(call.snapshot));",
          replace: `const committing = commitDecision(caller.tenantId, row, riskTerms(call.snapshot));
            if (verdict.kind === "pass" && !call.grant) {
              committing.catch(() => undefined);
              return settled(evaluation, row, new Date());
            }
            const { status, at } = await committing;`,
        },
      ],
    },
  },
  {
    name: "outcome-before-commit",
    crash: "I1",
    what: "answering before the outcome is committed",
    scenario: "killedBeforeOutcome",
    breaks: "recorded",
    source: {
      file: "lib/gateway/execute.ts",
      edits: [
        {
          find: "await recordOutcome(request, risky, riskTerms(call.snapshot)).finally(place.leave);",
          replace:
            "recordOutcome(request, risky, riskTerms(call.snapshot)).catch(() => undefined).finally(place.leave);",
        },
      ],
    },
  },
  {
    name: "redeem-outside-transaction",
    crash: "I4",
    always: true,
    what: "using up an approval after the transaction of its decision",
    scenario: "racingForGrants",
    breaks: "once",
    source: {
      file: COMMIT,
      edits: [
        {
          find: "const special = rows.filter((row) => row.grant_id ?? row.idempotency_key ?? row.approval);",
          replace: "const special = rows.filter((row) => row.idempotency_key ?? row.approval);",
        },
        {
          find: "const refused = new Map(answers.map(",
          replace: `for (const { grant_id, id } of rows)
            if (grant_id)
              await pool().query(\`begin; select set_config('app.tenant_id', '\${tenantId}', true);
                update grants set consumed_at = now(), consumed_by_decision_id = '\${id}' where id = '\${grant_id}'; commit\`);
          const refused = new Map(answers.map(`,
        },
      ],
    },
  },
  {
    name: "redeem-without-condition",
    crash: "I4",
    what: "using up an approval whatever its state",
    scenario: "racingForGrants",
    breaks: "once",
    database: {
      function: {
        name: "record_decisions",
        edits: [{ find: "AND g.consumed_at IS NULL AND g.expires_at > now()", replace: "" }],
      },
    },
  },
  {
    name: "risk-in-memory",
    crash: "I10",
    always: true,
    what: "adding up a session's risk in the gateway's memory",
    scenario: "riskOverKill",
    breaks: "risk",
    source: {
      file: COMMIT,
      edits: [
        {
          find: "const answer = await guarded(() => writersOf(tenantId).decisions.submit({ row, terms }));",
          replace: `const scores = singleton("scores", () => new Map<string, number>());
            if (terms && row.session_id && row.risk_signal) {
              const score = (scores.get(row.session_id) ?? 0) + (row.risk_points ?? 0);
              scores.set(row.session_id, score);
              const { risk_signal, risk_points: _, ...plain } = row;
              row = score >= terms.threshold ? { ...plain, risk_signal, risk_points: score } : plain;
            }
            const answer = await guarded(() => writersOf(tenantId).decisions.submit({ row, terms }));`,
        },
      ],
    },
  },
  {
    name: "outcome-without-risk",
    what: "committing an outcome without its risk",
    scenario: "riskOverKill",
    breaks: "risk",
    source: {
      file: "lib/gateway/execute.ts",
      edits: [
        {
          find: "return await commitOutcome(caller.tenantId, row, terms);",
          replace: "return await commitOutcome(caller.tenantId, row, null);",
        },
      ],
    },
  },
  {
    name: "number-by-read-then-insert",
    what: "numbering by reading the last number and then inserting",
    scenario: "numberedAtOnce",
    breaks: "numbered",
    database: {
      function: {
        name: "open_incident",
        edits: [
          {
            find: "PERFORM pg_advisory_xact_lock(hashtextextended('agentgate.incidents.' || p_tenant::text, 0));",
            replace: "",
          },
        ],
      },
      statements: ["DROP INDEX incidents_tenant_id_number_key"],
    },
  },
  {
    name: "key-by-read-then-insert",
    what: "looking for an idempotency key and then inserting it",
    scenario: "sameKeyTwice",
    breaks: "repeated",
    database: {
      function: {
        name: "record_decisions",
        edits: [
          {
            find: "INSERT INTO idempotency_keys (tenant_id, agent_id, key, request_hash, call_id)",
            replace: `IF NOT EXISTS (SELECT FROM idempotency_keys k
              WHERE k.tenant_id = p_tenant AND k.agent_id = r.agent_id AND k.key = r.idempotency_key) THEN
            PERFORM pg_sleep(0.05);
            INSERT INTO idempotency_keys (tenant_id, agent_id, key, request_hash, call_id)`,
          },
          {
            find: `r.call_id) ON CONFLICT DO NOTHING;
          IF NOT FOUND THEN`,
            replace: `r.call_id);
          ELSE`,
          },
        ],
      },
      statements: ["ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey"],
    },
  },
  {
    name: "retry-without-key",
    crash: "I2",
    always: true,
    what: "trying a call again with another idempotency key",
    scenario: "answerLost",
    breaks: "oneKey",
    source: {
      file: ATTEMPT,
      edits: [
        {
          find: "idempotencyKey: decisionId,",
          replace: `idempotencyKey: firstTry(decisionId) ? decisionId : crypto.randomUUID(),`,
        },
        {
          find: "/** A fault of ours after the decision",
          replace: `const tried = new Set<string>();
            const firstTry = (id: string) => !tried.has(id) && tried.add(id) !== undefined;
            /** A fault of ours after the decision`,
        },
      ],
    },
  },
  {
    name: "allow-on-database-error",
    crash: "I2",
    always: true,
    what: "allowing a call where the database cannot be asked",
    scenario: "databaseCut",
    breaks: "outage",
    source: {
      file: "lib/gateway/decide.ts",
      edits: [
        {
          find: "const { status, at } = await commitDecision(caller.tenantId, row, riskTerms(call.snapshot));",
          replace: `const { status, at } = await commitDecision(caller.tenantId, row, riskTerms(call.snapshot)).catch(
              () => ({ status: "committed", at: new Date() }));`,
        },
      ],
    },
  },
  {
    name: "send-without-permit",
    what: "sending a call without asking again whether it may be sent",
    scenario: "stoppedWhileQueued",
    breaks: "stopped",
    source: {
      file: ATTEMPT,
      edits: [
        { find: "assertPermitted(call);\n      sent = true;", replace: "sent = true;" },
        { find: "signal.throwIfAborted();\n      assertPermitted(call);", replace: "" },
      ],
    },
  },
  {
    name: "lease-without-end",
    what: "sending after the lease is over",
    scenario: "stoppedWhilePaused",
    breaks: "stopped",
    source: {
      file: "lib/gateway/enforce/enforcer.ts",
      edits: [{ find: "return this.#lease.validAt();", replace: `return this.#id !== "";` }],
    },
  },
  ...FAULTS_OF_ROWS,
];
