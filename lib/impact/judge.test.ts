import fc from "fast-check";
import { expect, it } from "vitest";
import { compilePolicy, evaluate, type PolicyRequest } from "../policy";
import { Judge } from "./judge";

const CONDITIONS = [
  null,
  "args.n < 3",
  "context.ok == true",
  'session.kind == "mcp"',
  "session.calls < 3",
  '"pii" in session.taint',
  "now.getSeconds() < 30",
  'capability.risk == "LOW"',
  'principal.name == "agent:a" && env.name == "staging"',
];
const EXTRAS = ["", ", environments: [staging]", ", obligations: { confirmHighRiskAction: true }"];

const rule = fc.record({
  principal: fc.constantFrom("*", "agent:a", "agent:b"),
  capability: fc.constantFrom("*", "io.read", "io.*", "db.write"),
  when: fc.constantFrom(...CONDITIONS),
  extra: fc.constantFrom(...EXTRAS),
  action: fc.constantFrom("ALLOW", "REQUIRE_APPROVAL"),
});

const request = fc
  .record({
    principal: fc.constantFrom("agent:a", "agent:b"),
    capability: fc.constantFrom("io.read", "db.write"),
    kind: fc.constantFrom("rest", "mcp"),
    n: fc.integer({ min: 0, max: 6 }),
    seconds: fc.integer({ min: 0, max: 59 }),
    flag: fc.boolean(),
  })
  .map(({ principal, capability, kind, n, seconds, flag }): PolicyRequest => {
    const facts = { upstream: "io", operation: "READ", reversible: true, scope: "", idempotent: true };
    return {
      principal: { id: "p", name: principal },
      tenant: { id: "t", slug: "demo" },
      session: {
        ...{ id: `s${n}`, kind, startedAt: new Date(0), taint: flag ? ["pii"] : [] },
        counts: { calls: n, allowed: n, denied: 0, held: 0 },
      },
      capability: { ...facts, name: capability, riskLevel: "LOW", requiresApproval: false },
      args: { n },
      context: { ok: flag, confirmHighRiskAction: flag },
      // As in a replay, an agent is in one environment throughout.
      env: { name: principal === "agent:a" ? "staging" : "production" },
      now: new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)),
    };
  });

it("answers as the engine does, whatever it has remembered of calls before", () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 5 }),
      fc.array(request, { minLength: 2, maxLength: 12 }),
      (rules, requests) => {
        const policy = compilePolicy(`version: 1\nrules:\n${rules.map(lineOf).join("\n")}`);
        const judge = new Judge(policy);
        for (const one of requests) expect(judge.decide(one)).toEqual(evaluate(policy, one));
      },
    ),
    { numRuns: 300 },
  );
});

type Rule = { principal: string; capability: string; when: string | null; extra: string; action: string };

function lineOf({ principal, capability, when, extra, action }: Rule, n: number): string {
  const condition = when === null ? "" : `, when: ${JSON.stringify(when)}`;
  return `  - { id: r${n}, principals: ["${principal}"], capabilities: ["${capability}"], action: ${action}${condition}${extra} }`;
}
