import { isUnavailable, pool, unavailable } from "../../platform/db";
import { singleton } from "../../platform/singleton";
import { GroupCommit } from "../commit/group-commit";
import { retryingDeadlock } from "../commit/retrying-deadlock";
import type { LimitFacts } from "../snapshot";
import type { Due } from "./applicable";
import type { LimitState } from "./purse";

/** What a call got: a token of every bucket, or of none. */
export type Taken = { ok: boolean; states: LimitState[] };

/** One transaction under way per tenant: calls that come meanwhile share the next, and its locks. */
const LIMITS = { maxBatch: 256, maxQueue: 5_000, concurrency: 1 };

function takerOf(tenantId: string): GroupCommit<readonly Due[], Taken> {
  const all = singleton("gateway-takers", () => new Map<string, GroupCommit<readonly Due[], Taken>>());
  let taker = all.get(tenantId);
  if (!taker) {
    taker = new GroupCommit({ ...LIMITS, isFatal: isUnavailable, flush: (calls) => flush(tenantId, calls) });
    all.set(tenantId, taker);
  }
  return taker;
}

/**
 * Takes one token from each of these buckets, in one transaction with what other calls of the tenant take.
 * @throws DomainError UNAVAILABLE, OVERLOADED: nothing may run.
 */
export async function take(tenantId: string, due: readonly Due[]): Promise<Taken> {
  try {
    return await takerOf(tenantId).submit(due);
  } catch (error) {
    throw isUnavailable(error) ? unavailable(error) : error;
  }
}

type Row = { call: number; limit_id: string; taken: boolean; tokens: number; wait: number; full_in: number };

async function flush(tenantId: string, calls: readonly (readonly Due[])[]): Promise<Taken[]> {
  const asked = calls.flatMap((due, call) =>
    due.map(({ limit, target }) => ({ call, limit_id: limit.id, target })),
  );
  const { rows } = await retryingDeadlock(() =>
    pool().query<Row>({
      name: "take_tokens",
      text: "select call, limit_id, taken, tokens, wait, full_in from take_tokens($1, $2)",
      values: [tenantId, JSON.stringify(asked)],
    }),
  );
  const taken: Taken[] = calls.map(() => ({ ok: true, states: [] }));
  for (const row of rows) {
    const { limit } = calls[row.call]!.find((due) => due.limit.id === row.limit_id)!;
    const call = taken[row.call]!;
    call.ok &&= row.taken;
    call.states.push(stateOf(limit, row));
  }
  return taken;
}

function stateOf(limit: LimitFacts, { tokens, wait, full_in }: Row): LimitState {
  const size = limit.burst ?? limit.calls;
  return { limit, left: tokens, size, waitSeconds: wait, fullInSeconds: full_in };
}
