import {
  evaluate,
  explain,
  type CompiledPolicy,
  type CompiledRule,
  type FullExplanation,
  type PolicyDecision,
  type PolicyRequest,
} from "../policy";
import { readsOf, type Reads } from "./reads";

/** What is the same for every call of one agent to one capability. */
type Plan = { reads: Reads; fixed: PolicyDecision | null };

/**
 * One policy, asked many times. Where the rules that could match look at names only, one agent's calls of one
 * capability all get one answer, and it is computed once.
 */
export class Judge {
  readonly #policy: CompiledPolicy;
  readonly #plans = new Map<string, Map<string, Plan>>();
  /** Some rule, for whomever it is, reads what a session has done. */
  readonly readsCounts: boolean;

  constructor(policy: CompiledPolicy) {
    this.#policy = policy;
    this.readsCounts = policy.readsCounts;
  }

  /** What the answer for this agent and capability may depend on. */
  reads(principal: string, capability: string): Reads {
    return this.#plan(principal, capability).reads;
  }

  decide(request: PolicyRequest): PolicyDecision {
    const plan = this.#plan(request.principal.name, request.capability.name);
    if (plan.reads.call) return evaluate(this.#policy, request);
    return (plan.fixed ??= evaluate(this.#policy, request));
  }

  /** How the answer comes about, for people. */
  explain(request: PolicyRequest): FullExplanation {
    return explain(this.#policy, request);
  }

  #plan(principal: string, capability: string): Plan {
    let plans = this.#plans.get(principal);
    if (!plans) this.#plans.set(principal, (plans = new Map<string, Plan>()));
    let plan = plans.get(capability);
    if (!plan) plans.set(capability, (plan = this.#makePlan(principal, capability)));
    return plan;
  }

  #makePlan(principal: string, capability: string): Plan {
    const candidates = this.#policy.index.candidates(principal, capability);
    return { reads: readsOf(candidates, whenOf(this.#policy)), fixed: null };
  }
}

function whenOf({ document }: CompiledPolicy): (rule: CompiledRule) => string {
  return ({ position }) => document.rules[position]?.when ?? "";
}
