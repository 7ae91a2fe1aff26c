import type { TenantSnapshot } from "../snapshot";
import type { CallRequest } from "../types";
import { approval } from "./approval";
import { argumentsStep } from "./arguments";
import { capability } from "./capability";
import { credential } from "./credential";
import { idempotency } from "./idempotency";
import { killSwitch } from "./kill-switch";
import { policy } from "./policy";
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
  capability,
  argumentsStep,
  policy,
  approval,
];

/** What the steps say of a call: the first verdict that isn't `pass`, and the step that gave it. */
export type Evaluation = { call: CallInFlight; step: string; verdict: Verdict };

/** Runs the steps in order. Writes nothing; the caller commits what comes out. */
export async function evaluateCall(request: CallRequest, snapshot: TenantSnapshot): Promise<Evaluation> {
  const call: CallInFlight = {
    request,
    snapshot,
    now: new Date(),
    requestHash: null,
    session: null,
    capability: null,
    arguments: {},
    argumentsHash: null,
    policy: null,
    grant: null,
  };
  for (const step of STEPS) {
    const said = step.run(call);
    // Most steps answer at once; awaiting them all would cost a turn of the event loop each.
    const verdict = said instanceof Promise ? await said : said;
    if (verdict.kind !== "pass") return { call, step: step.name, verdict };
  }
  return { call, step: call.grant ? "approval" : "policy", verdict: PASS };
}
