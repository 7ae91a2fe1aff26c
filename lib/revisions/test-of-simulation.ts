import { stringify } from "yaml";
import { testOfCall } from "../impact";
import { requirePermission, type Ctx } from "../platform/ctx";
import { appendTest } from "../policy";
import { parseInput } from "./parse";
import { TestOfSimulationInput } from "./schemas";
import { simulate } from "./simulate";

/** The tests' text with one test more, as text: nothing is saved. */
export type TestsWithOneMore = { tests: string };

/**
 * Makes a test of a simulated call: it expects what the document answers now. Of a stored call it keeps all
 * that was known of it then; of one that was typed, what was typed.
 * @throws DomainError as {@link simulate}, and INVALID_INPUT (PolicyError) where the tests can't be read,
 * CONFLICT where a stored call can't be stated exactly any more
 */
export async function testOfSimulation(ctx: Ctx, input: TestOfSimulationInput): Promise<TestsWithOneMore> {
  requirePermission(ctx, "policy.read");
  const { tests, ...call } = parseInput(TestOfSimulationInput, input);
  const { callId, document } = call;
  if (callId !== undefined && Object.keys(call).length === 2)
    return { tests: appendTest(tests, await testOfCall(ctx, { document, callId })) };
  const { decision, facts } = await simulate(ctx, call);
  const { principal, capability, args, context, environment } = facts;
  const verb = { ALLOW: "may call", DENY: "may not call", REQUIRE_APPROVAL: "has to ask before it calls" };
  const test = {
    name: `${principal} ${verb[decision.action]} ${capability}`,
    given: {
      principal,
      capability,
      ...(Object.keys(args).length > 0 && { args }),
      ...(Object.keys(context).length > 0 && { context }),
      ...(environment !== "production" && { environment }),
    },
    expect: { action: decision.action, ...(decision.ruleId !== null && { rule: decision.ruleId }) },
  };
  return { tests: appendTest(tests, stringify(test, { lineWidth: 0 })) };
}
