import { env } from "../../platform/env";
import { policyFor, type TenantSnapshot } from "../snapshot";
import type { CallRequest } from "../types";
import { approval } from "./approval";
import { argumentsStep } from "./arguments";
import { capability } from "./capability";
import { credential } from "./credential";
import { idempotency } from "./idempotency";
import { inTime } from "./in-time";
import { killSwitch } from "./kill-switch";
import { limits } from "./limits";
import { policy } from "./policy";
import { quarantine } from "./quarantine";
import { rateLimit } from "./rate-limit";
import { taintGuard } from "./taint-guard";
import { tenantBinding } from "./tenant-binding";
import { PASS, type CallInFlight, type Step, type Verdict } from "./types";

export { forgetSession } from "./tenant-binding";
export type { CallInFlight, Verdict } from "./types";

/** The order is the product's (see docs/architecture.md). A new check is a new file and one line here. */
const STEPS: readonly Step[] = [
  credential,
  tenantBinding,
  idempotency,
  killSwitch,
  quarantine,
  limits,
  capability,
  argumentsStep,
  taintGuard,
  policy,
  rateLimit,
  approval,
];

/** Those that have to pass before the policy can be asked, and the policy. */
const JUDGING: readonly Step[] = [credential, tenantBinding, capability, argumentsStep, policy];

/** Beyond what a step may wait for the database: for its queries, and for the turns of others. */
const LONGEST_MS = 30_000;

/** What the steps say of a call: the first verdict that isn't `pass`, and the step that gave it. */
export type Evaluation = { call: CallInFlight; step: string; verdict: Verdict };

/**
 * Runs the steps in order. Writes nothing; the caller commits what comes out, and then calls `call.leave` where
 * there is one.
 * @throws DomainError UNAVAILABLE where a step doesn't answer in time
 */
export function evaluateCall(request: CallRequest, snapshot: TenantSnapshot): Promise<Evaluation> {
  return run(STEPS, callInFlight(request, snapshot));
}

/** The same as far as the policy's own judgement, without what depends on more than one call. */
export function judgeCall(request: CallRequest, snapshot: TenantSnapshot): Promise<Evaluation> {
  return run(JUDGING, callInFlight(request, snapshot));
}

function callInFlight(request: CallRequest, snapshot: TenantSnapshot): CallInFlight {
  return {
    request,
    snapshot,
    now: new Date(),
    requestHash: null,
    session: null,
    capability: null,
    arguments: {},
    argumentsHash: null,
    active: policyFor(snapshot, request.caller.agentId),
    policyRequest: null,
    policy: null,
    grant: null,
    leave: null,
  };
}

function run(steps: readonly Step[], call: CallInFlight): Promise<Evaluation> {
  const giveBack = () => call.leave?.();
  return inTime(evaluated(steps, call), { ms: env().DATABASE_WAIT_MS + LONGEST_MS, giveBack });
}

async function evaluated(steps: readonly Step[], call: CallInFlight): Promise<Evaluation> {
  try {
    for (const step of steps) {
      const said = step.run(call);
      // Most steps answer at once; awaiting them all would cost a turn of the event loop each.
      const verdict = said instanceof Promise ? await said : said;
      if (verdict.kind !== "pass") return { call, step: step.name, verdict };
    }
  } catch (error) {
    call.leave?.();
    throw error;
  }
  return { call, step: call.grant ? "approval" : "policy", verdict: PASS };
}
