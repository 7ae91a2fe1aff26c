import { isUnavailable, pool, unavailable } from "../../platform/db";
import { singleton } from "../../platform/singleton";
import { markActivity } from "./activity";
import { GroupCommit } from "./group-commit";
import { retryingDeadlock } from "./retrying-deadlock";
import type { CommitAnswer, DecisionRow, OutcomeRow, RiskTerms } from "./rows";

export type { ApprovalRow, CommitAnswer, DecisionRow, OutcomeRow, RiskTerms } from "./rows";

/** A row, and how points add up in its tenant as far as its process knows. */
type WithTerms<Row> = { row: Row; terms: RiskTerms | null };

type Writers = {
  decisions: GroupCommit<WithTerms<DecisionRow>, CommitAnswer>;
  outcomes: GroupCommit<WithTerms<OutcomeRow>, undefined>;
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
export async function commitDecision(
  tenantId: string,
  row: DecisionRow,
  terms: RiskTerms | null,
): Promise<CommitAnswer> {
  const answer = await guarded(() => writersOf(tenantId).decisions.submit({ row, terms }));
  markActivity(tenantId);
  return answer;
}

/** Commits one outcome. The first outcome of a decision stands; a second is ignored. */
export async function commitOutcome(
  tenantId: string,
  row: OutcomeRow,
  terms: RiskTerms | null,
): Promise<void> {
  await guarded(() => writersOf(tenantId).outcomes.submit({ row, terms }));
  markActivity(tenantId);
}

async function guarded<T>(fn: () => Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    throw isUnavailable(error) ? unavailable(error) : error;
  }
}

/** The rows that were not committed; one row of nulls beside the time where all were. Rounded as its columns round. */
const RECORD_DECISIONS = `select now()::timestamptz(3) as at, id, status, ref
  from (values (1)) as always left join record_decisions($1, $2, $3, $4, $5, $6, $7, $8, $9) on true`;

type Answered = CommitAnswer & { id: string | null };

async function flushDecisions(tenantId: string, group: WithTerms<DecisionRow>[]): Promise<CommitAnswer[]> {
  const rows = group.map(({ row }) => row);
  const risk = riskOf(group);
  const special = rows.filter((row) => row.grant_id ?? row.idempotency_key ?? row.approval);
  const { rows: answers } = await retryingDeadlock(() =>
    pool().query<Answered>({
      name: "record_decisions",
      text: RECORD_DECISIONS,
      values: [
        tenantId,
        rows.map((row) => row.id),
        rows.map((row) => row.control_epoch),
        rows.map((row) => row.session_id),
        special.length > 0 ? JSON.stringify(special) : null,
        JSON.stringify(rows),
        risk?.sessions ?? null,
        risk?.points ?? null,
        risk ? JSON.stringify(risk.terms) : null,
      ],
    }),
  );
  const at = answers[0]!.at; // safe because there is always a row
  const refused = new Map(answers.map(({ id, status, ref }) => [id, { status, ref }]));
  return rows.map((row) => ({ status: "committed", ref: null, ...refused.get(row.id), at }));
}

async function flushOutcomes(tenantId: string, group: WithTerms<OutcomeRow>[]): Promise<undefined[]> {
  const rows = group.map(({ row }) => row);
  const risk = riskOf(group);
  await retryingDeadlock(() =>
    pool().query({
      name: "record_outcomes",
      text: "select record_outcomes($1, $2, $3, $4)",
      values: [
        tenantId,
        JSON.stringify(rows),
        risk?.sessions ?? null,
        risk ? JSON.stringify(risk.terms) : null,
      ],
    }),
  );
  return rows.map(() => undefined);
}

type Risk = { sessions: string[]; points: number[]; terms: RiskTerms };

/** The sessions whose risk a group can raise, and by how much at most; null where it touches none. */
function riskOf(group: readonly WithTerms<DecisionRow | OutcomeRow>[]): Risk | null {
  // Not simply the last row's: a refusal of what is no call has none, and must not hide its neighbours' risk.
  const terms = group.findLast((it) => it.terms !== null)?.terms;
  if (!terms) return null;
  const points = new Map<string, number>();
  for (const { row } of group)
    if (row.risk_signal !== undefined && row.session_id !== undefined)
      points.set(row.session_id, (points.get(row.session_id) ?? 0) + Math.max(0, row.risk_points ?? 0));
  return points.size > 0 ? { sessions: [...points.keys()], points: [...points.values()], terms } : null;
}
