import type { Ctx } from "../platform/ctx";
import { withTenant, type PolicyRevision, type Prisma, type Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import type { RevisionFacts } from "./facts";
import { demand, mayDo } from "./may-do";
import { readFacts } from "./read-facts";
import { nextState, type RevisionEvent } from "./state";
import { takeTurns } from "./take-turns";
import type { RevisionState, RevisionVerb, StepTaken } from "./types";

/** One revision of the bound tenant. @throws DomainError NOT_FOUND */
export async function loadRevision(tx: Tx, tenantId: string, id: string): Promise<PolicyRevision> {
  const row = await tx.policyRevision.findFirst({ where: { tenantId, id } });
  if (!row) throw notFound("policy revision");
  return row;
}

/**
 * Runs one step of a revision's life in one transaction, in turn with the tenant's other steps, after asking
 * whether this actor may take it now.
 * @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT with the sentence that the page shows
 */
export async function onRevision<T>(
  ctx: Ctx,
  { id, verb }: { id: string; verb: RevisionVerb },
  work: (tx: Tx, row: PolicyRevision, facts: RevisionFacts) => Promise<T>,
): Promise<T> {
  return withTenant(ctx.tenantId, async (tx) => {
    await takeTurns(tx, ctx.tenantId);
    const row = await loadRevision(tx, ctx.tenantId, id);
    const facts = await readFacts(tx, ctx, row);
    demand(mayDo(ctx, facts)[verb]);
    return work(tx, row, facts);
  });
}

type Step = {
  event: RevisionEvent;
  /** The audit leaf's action and what it says beyond number, hashes and state. */
  action: string;
  details?: JsonObject;
  /** Where the step changes it. */
  content?: Pick<PolicyRevision, "hash" | "testsHash">;
  data?: Prisma.PolicyRevisionUncheckedUpdateManyInput;
};

/**
 * Moves a revision along one edge of its state machine, under the state and version it was read in, and records it.
 * @throws DomainError CONFLICT where the edge is illegal or the revision has changed since
 */
export async function takeStep(tx: Tx, ctx: Ctx, row: PolicyRevision, step: Step): Promise<StepTaken> {
  const state = nextState(row.state as RevisionState, step.event); // CHECK state_known
  if (state === null)
    throw new DomainError(
      "CONFLICT",
      `Revision ${row.number} is ${row.state}, which this does not start from.`,
    );
  await writeIfUnchanged(tx, row, { ...step.data, ...step.content, state });
  return record(tx, ctx, { ...row, ...step.content, state }, step.action, step.details);
}

/** Writes a revision under the state and version it was read in. @throws DomainError CONFLICT */
export async function writeIfUnchanged(
  tx: Tx,
  row: PolicyRevision,
  data: Prisma.PolicyRevisionUncheckedUpdateManyInput,
): Promise<void> {
  const { count } = await tx.policyRevision.updateMany({
    where: { tenantId: row.tenantId, id: row.id, state: row.state, version: row.version },
    data,
  });
  if (count === 0)
    throw new DomainError(
      "CONFLICT",
      `Revision ${row.number} was changed at the same moment. Load it again.`,
    );
}

type Recorded = Pick<PolicyRevision, "id" | "number" | "hash" | "testsHash"> & { state: string };

/** The audit leaf of one step. */
export async function record(
  tx: Tx,
  ctx: Ctx,
  { id, number, hash, testsHash, state }: Recorded,
  action: string,
  details: JsonObject = {},
): Promise<StepTaken> {
  const auditId = await appendLeaf(tx, ctx, {
    action,
    subjectKind: "policy_revision",
    subjectId: id,
    data: { number, hash, testsHash, state, ...details },
  });
  return { id, number, state: state as RevisionState, auditId }; // CHECK state_known
}

/** The person who acts; null where it is the system. */
export function actorId({ actor }: Ctx): string | null {
  return actor.kind === "user" ? actor.id : null;
}
