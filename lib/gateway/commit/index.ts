import { isUnavailable, pool, unavailable } from "../../platform/db";
import { singleton } from "../../platform/singleton";
import { markActivity } from "./activity";
import { GroupCommit } from "./group-commit";
import type { CommitAnswer, DecisionRow, OutcomeRow } from "./rows";

export type { ApprovalRow, CommitAnswer, DecisionRow, OutcomeRow } from "./rows";

type Writers = {
  decisions: GroupCommit<DecisionRow, CommitAnswer>;
  outcomes: GroupCommit<OutcomeRow, undefined>;
};

/** One transaction under way per tenant and kind: a second one would split the groups and flush twice for the same rows. */
const LIMITS = { maxBatch: 256, maxQueue: 5_000, concurrency: 1 };

/** One pair of writers per tenant: row-level security holds each transaction to one tenant. */
function writersOf(tenantId: string): Writers {
  const all = singleton("gateway-writers", () => new Map<string, Writers>());
  let writers = all.get(tenantId);
  if (!writers) {
    const isFatal = isUnavailable;
    writers = {
      decisions: new GroupCommit({ ...LIMITS, isFatal, flush: (rows) => flushDecisions(tenantId, rows) }),
      outcomes: new GroupCommit({ ...LIMITS, isFatal, flush: (rows) => flushOutcomes(tenantId, rows) }),
    };
    all.set(tenantId, writers);
  }
  return writers;
}

/**
 * Commits one decision, together with its neighbours. Resolves when it is durable.
 * @throws DomainError UNAVAILABLE, OVERLOADED: nothing may run.
 */
export async function commitDecision(tenantId: string, row: DecisionRow): Promise<CommitAnswer> {
  const answer = await guarded(() => writersOf(tenantId).decisions.submit(row));
  markActivity(tenantId);
  return answer;
}

/** Commits one outcome. The first outcome of a decision stands; a second is ignored. */
export async function commitOutcome(tenantId: string, row: OutcomeRow): Promise<void> {
  await guarded(() => writersOf(tenantId).outcomes.submit(row));
  markActivity(tenantId);
}

async function guarded<T>(fn: () => Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    throw isUnavailable(error) ? unavailable(error) : error;
  }
}

/** Two groups that touch the same keys in another order can deadlock; PostgreSQL ends one, which may simply go again. */
async function retryingDeadlock<T>(query: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await query();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (attempt === 3 || (code !== "40P01" && code !== "40001")) throw error;
    }
  }
}

async function flushDecisions(tenantId: string, rows: DecisionRow[]): Promise<CommitAnswer[]> {
  const special = rows.filter((row) => row.grant_id ?? row.idempotency_key ?? row.approval);
  const { rows: refused } = await retryingDeadlock(() =>
    pool().query<CommitAnswer & { id: string }>({
      name: "record_decisions",
      text: "select id, status, ref from record_decisions($1, $2, $3, $4, $5, $6)",
      values: [
        tenantId,
        rows.map((row) => row.id),
        rows.map((row) => row.control_epoch),
        rows.map((row) => row.session_id),
        special.length > 0 ? JSON.stringify(special) : null,
        JSON.stringify(rows),
      ],
    }),
  );
  const byId = new Map(refused.map(({ id, status, ref }) => [id, { status, ref }]));
  return rows.map((row) => byId.get(row.id) ?? { status: "committed", ref: null });
}

async function flushOutcomes(tenantId: string, rows: OutcomeRow[]): Promise<undefined[]> {
  await retryingDeadlock(() =>
    pool().query({
      name: "record_outcomes",
      text: "select record_outcomes($1, $2)",
      values: [tenantId, JSON.stringify(rows)],
    }),
  );
  return rows.map(() => undefined);
}
