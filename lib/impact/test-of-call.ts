import { requirePermission, type Ctx } from "../platform/ctx";
import { DomainError, invalidInput } from "../platform/errors";
import { testFromCall, type PolicyRequest } from "../policy";
import { sentenceOf } from "./causes";
import { argumentsOf, objectOf } from "./replay";
import { replayCall } from "./replay-call";
import { TestOfCallInput } from "./schemas";
import type { StoredCall } from "./stored-decisions";

/**
 * The YAML of one policy test that states a stored call and expects the draft's answer, or the recorded one.
 * It quotes the call's arguments and context as far as they are kept whole.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (PolicyError where the document isn't a policy), NOT_FOUND,
 * CONFLICT where the call can't be replayed and so no test could state it, UNAVAILABLE
 */
export async function testOfCall(ctx: Ctx, input: TestOfCallInput): Promise<string> {
  requirePermission(ctx, "policy.read");
  requirePermission(ctx, "sessions.read");
  const parsed = TestOfCallInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { document, callId, expect } = parsed.data;
  const { row, agent, again } = await replayCall(ctx.tenantId, document, callId);
  if (again?.kind !== "replayed") {
    const why = again ? sentenceOf(again.cause) : "It was refused before the policy was asked.";
    throw new DomainError("CONFLICT", `No test can state this call. ${why} Write the test by hand.`);
  }
  const { was, candidate, request } = again;
  const expected =
    expect === "draft"
      ? { action: candidate.action, rule: candidate.ruleId }
      : // The rule's name may be gone from the draft; what counts is what becomes of the call.
        { action: was, rule: null };
  const date = new Date(row.decidedAt).toISOString().slice(0, 10);
  const name = `${row.capability} by ${agent}, call ${row.callId} of ${date}`.slice(0, MAX_NAME);
  return testFromCall({ name, request: wholeRequest(row, request), expect: expected });
}

const MAX_NAME = 200;

/** With what no rule of the two policies reads too, because the draft's next edit may. */
function wholeRequest(row: StoredCall, request: PolicyRequest): PolicyRequest {
  const args = argumentsOf(row);
  return {
    ...request,
    args: typeof args === "string" ? request.args : args,
    context: row.context === null ? {} : objectOf(row.context),
  };
}
