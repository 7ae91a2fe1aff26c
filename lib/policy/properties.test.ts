import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyRule } from "./schemas";
import { compileDocument, couldAllow, evaluate } from "./index";
import { request } from "./testing";
import type { Action, PolicyRequest, RiskLevel } from "./types";

/** The conditions the generator draws from, and the same in TypeScript. "fails" stands for an error. */
const CONDITIONS: Record<string, (request: PolicyRequest) => boolean | "fails"> = {
  "args.n > 1": ({ args }) => (typeof args.n === "number" ? args.n > 1 : "fails"),
  "has(args.n)": ({ args }) => Object.hasOwn(args, "n"),
  'capability.operation == "READ"': ({ capability }) => capability.operation === "READ",
  'capability.risk in ["HIGH", "CRITICAL"]': ({ capability }) =>
    ["HIGH", "CRITICAL"].includes(capability.riskLevel ?? "HIGH"),
  'principal.name.endsWith(":a")': ({ principal }) => principal.name.endsWith(":a"),
};

/** `session.calls > 2` is left out of some requests on purpose: then it fails. */
Object.assign(CONDITIONS, {
  "session.calls > 2": ({ session }: PolicyRequest) => (session.counts ? session.counts.calls > 2 : "fails"),
  '"pii" in session.taint': ({ session }: PolicyRequest) => session.taint.includes("pii"),
});

type Answer = { action: Action; ruleId: string | null };

/** The engine once more, in the plainest words: no index, no memory, no compiling. */
function naive(rules: readonly PolicyRule[], fallback: Action, request: PolicyRequest): Answer {
  for (const rule of rules) {
    if (!rule.principals.some((pattern) => fits(pattern, request.principal.name, ":"))) continue;
    if (!rule.capabilities.some((pattern) => fits(pattern, request.capability.name, "."))) continue;
    if (rule.environments && !rule.environments.includes(request.env.name)) continue;
    if (rule.tenants && !rule.tenants.includes(request.tenant.slug)) continue;
    const holds = rule.when === undefined ? true : CONDITIONS[rule.when]?.(request);
    if (holds === "fails") return { action: "DENY", ruleId: rule.id };
    if (!holds) continue;
    if (rule.obligations?.confirmHighRiskAction && request.context.confirmHighRiskAction !== true)
      return { action: "DENY", ruleId: rule.id };
    return { action: escalate(rule.action, request, rule.acceptRisk === "HIGH"), ruleId: rule.id };
  }
  return { action: escalate(fallback, request, false), ruleId: null };
}

function fits(pattern: string, name: string, separator: string): boolean {
  if (pattern === "*") return true;
  const parts = pattern.split(separator);
  const names = name.split(separator);
  if (parts.at(-1) !== "*") return pattern === name;
  const leading = parts.slice(0, -1);
  return names.length > leading.length && leading.every((part, n) => part === names[n]);
}

function escalate(action: Action, { capability }: PolicyRequest, accepts: boolean): Action {
  if (action !== "ALLOW") return action;
  if (capability.requiresApproval || capability.riskLevel === "CRITICAL") return "REQUIRE_APPROVAL";
  const high = capability.riskLevel === null || capability.riskLevel === "HIGH";
  return high && !accepts ? "REQUIRE_APPROVAL" : "ALLOW";
}

const ACTION = fc.constantFrom<Action>("ALLOW", "DENY", "REQUIRE_APPROVAL");
const PRINCIPAL = fc.constantFrom("agent:a", "agent:b", "agent:team:a", "robot:a");
const CAPABILITY = fc.constantFrom("x", "x.y", "x.y.z", "x.y.w", "x.yz", "q.y", "q.y.z.w", "xx.y");
const RULE = fc.record(
  {
    principals: fc.uniqueArray(
      fc.oneof(PRINCIPAL, fc.constantFrom("*", "agent:*", "agent:team:*", "robot:*")),
      { minLength: 1, maxLength: 3 },
    ),
    capabilities: fc.uniqueArray(fc.oneof(CAPABILITY, fc.constantFrom("*", "x.*", "x.y.*", "q.*", "q.y.*")), {
      minLength: 1,
      maxLength: 3,
    }),
    environments: fc.constantFrom(["production"], ["staging"], ["staging", "production"]),
    tenants: fc.constantFrom(["demo"], ["other"], ["demo", "other"]),
    when: fc.constantFrom(...Object.keys(CONDITIONS)),
    confirm: fc.constant(true as const),
    action: ACTION,
    acceptRisk: fc.constant("HIGH" as const),
  },
  { requiredKeys: ["principals", "capabilities", "action"] },
);
/** Enough rules that positions have two digits. */
const RULES = fc.array(RULE, { maxLength: 20, size: "max" }).map((rules) =>
  rules.map((rule, n): PolicyRule => {
    const { acceptRisk, confirm, environments, tenants, ...rest } = rule;
    return {
      id: `r${n}`,
      ...rest,
      ...(environments ? { environments: [...environments] } : {}),
      ...(tenants ? { tenants: [...tenants] } : {}),
      ...(confirm && rule.action !== "DENY" ? { obligations: { confirmHighRiskAction: confirm } } : {}),
      ...(acceptRisk && rule.action === "ALLOW" ? { acceptRisk } : {}),
    };
  }),
);
const REQUEST = fc
  .record({
    principal: PRINCIPAL,
    name: CAPABILITY,
    operation: fc.constantFrom("READ", "WRITE"),
    riskLevel: fc.constantFrom<(RiskLevel | null)[]>(null, "LOW", "MEDIUM", "HIGH", "CRITICAL"),
    requiresApproval: fc.boolean(),
    args: fc.constantFrom({}, { n: 1 }, { n: 2 }, { n: "two" }),
    env: fc.constantFrom("production", "staging"),
    tenant: fc.constantFrom("demo", "demo", "other"),
    context: fc.constantFrom({}, { confirmHighRiskAction: true }, { confirmHighRiskAction: "yes" }),
    calls: fc.constantFrom(null, 2, 3),
    taint: fc.constantFrom([], ["pii"]),
  })
  .map(({ principal, args, env, tenant, context, calls, taint, ...capability }) => {
    const counts = calls === null ? {} : { counts: { calls, allowed: 0, denied: 0, held: 0 } };
    return request({ principal, args, env, tenant, context, capability, session: { taint, ...counts } });
  });

const POLICIES = 500;
const REQUESTS = 200;

describe("the indexed engine", () => {
  it(`decides like a naive one on ${POLICIES * REQUESTS} generated pairs`, () => {
    const requests = fc.array(REQUEST, { minLength: REQUESTS, maxLength: REQUESTS });
    let pairs = 0;
    fc.assert(
      fc.property(RULES, ACTION, requests, (rules, fallback, asked) => {
        const policy = compileDocument({ version: 1, default: fallback, rules });
        for (const one of asked) {
          pairs++;
          const { action, ruleId, explanation } = evaluate(policy, one);
          const plain = naive(rules, fallback, one);
          // Compared by hand: an expectation each would take longer than all the rest.
          if (action !== plain.action || ruleId !== plain.ruleId || explanation.matched !== ruleId)
            expect({ action, ruleId, matched: explanation.matched }).toEqual({ ...plain, matched: ruleId });
          if (action !== "DENY" && !couldAllow(policy, one.principal.name, one.capability.name))
            expect.fail(`${one.capability.name} is not listed, but ${action}`);
        }
      }),
      // Making a counterexample small may take long; this bounds it.
      { numRuns: POLICIES, interruptAfterTimeLimit: 40_000 },
    );
    expect(pairs).toBeGreaterThanOrEqual(POLICIES * REQUESTS);
  }, 60_000);
});

describe("escalation", () => {
  const STRICTNESS: Record<Action, number> = { ALLOW: 0, REQUIRE_APPROVAL: 1, DENY: 2 };
  it("never weakens a decision, and more risk never loosens one", () => {
    const order: (RiskLevel | null)[] = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    // A condition on the risk itself may decide either way, so these policies have none.
    const rules = RULES.map((list) => list.map((rule): PolicyRule => ({ ...rule, when: "has(args.n)" })));
    fc.assert(
      fc.property(rules, ACTION, REQUEST, (list, fallback, asked) => {
        const policy = compileDocument({ version: 1, default: fallback, rules: list });
        let before = -1;
        for (const riskLevel of order) {
          const decision = evaluate(policy, { ...asked, capability: { ...asked.capability, riskLevel } });
          const written = list.find((rule) => rule.id === decision.ruleId)?.action ?? fallback;
          expect(STRICTNESS[decision.action]).toBeGreaterThanOrEqual(STRICTNESS[written]);
          expect(STRICTNESS[decision.action]).toBeGreaterThanOrEqual(before);
          expect(decision.action === "REQUIRE_APPROVAL").toBe("approval" in decision.obligations);
          if (riskLevel === "CRITICAL") expect(decision.action).not.toBe("ALLOW");
          before = STRICTNESS[decision.action];
        }
        const unrated = evaluate(policy, { ...asked, capability: { ...asked.capability, riskLevel: null } });
        const high = evaluate(policy, { ...asked, capability: { ...asked.capability, riskLevel: "HIGH" } });
        expect(unrated.action).toBe(high.action);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
