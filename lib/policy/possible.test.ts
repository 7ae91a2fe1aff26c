import { describe, expect, it } from "vitest";
import { compilePolicy } from "./compile";
import { evaluate } from "./evaluate";
import { possibleAnswers, type Prospect } from "./possible";

const POLICY = compilePolicy(`
version: 1
rules:
  - { id: staging, principals: ["agent:*"], capabilities: [a.read], environments: [staging], action: DENY }
  - { id: others, principals: ["agent:*"], capabilities: [a.read], tenants: [globex], action: DENY }
  - { id: small, principals: ["agent:*"], capabilities: [a.*], when: args.n < 10, action: ALLOW }
  - { id: asks, principals: ["agent:bot"], capabilities: [a.read], action: REQUIRE_APPROVAL }
  - { id: never-reached, principals: ["agent:bot"], capabilities: [a.read], action: ALLOW }
`);

const prospect = (change: Partial<Prospect> = {}): Prospect => ({
  principal: "agent:bot",
  environment: "production",
  tenant: "acme",
  capability: { name: "a.read", riskLevel: "LOW", requiresApproval: false },
  ...change,
});
const rules = (change?: Partial<Prospect>) =>
  possibleAnswers(POLICY, prospect(change)).map((it) => it.ruleId);

describe("the answers a policy could give before there is a call", () => {
  it("are those of rules that fit, in order, up to the first that always holds", () => {
    expect(possibleAnswers(POLICY, prospect())).toEqual([
      { ruleId: "small", action: "ALLOW", when: "args.n < 10", raised: null },
      { ruleId: "asks", action: "REQUIRE_APPROVAL", when: null, raised: null },
    ]);
  });

  it("end with the default where no rule always holds", () => {
    expect(possibleAnswers(POLICY, prospect({ principal: "agent:other" })).at(-1)).toEqual({
      ruleId: null,
      action: "DENY",
      when: null,
      raised: null,
    });
  });

  it("leave out rules for other environments and tenants", () => {
    expect(rules({ environment: "staging" })).toEqual(["staging"]);
    expect(rules({ tenant: "globex" })).toEqual(["others"]);
  });

  it("say why an ALLOW asks people after all, as the decision itself would", () => {
    const capability = { name: "a.write", riskLevel: "CRITICAL" as const, requiresApproval: false };
    const [first] = possibleAnswers(POLICY, prospect({ capability }));
    const decision = evaluate(POLICY, {
      principal: { id: "1", name: "agent:bot" },
      tenant: { id: "1", slug: "acme" },
      session: { id: "1", kind: "rest", startedAt: new Date(), taint: [] },
      capability: {
        ...capability,
        upstream: "a",
        operation: "WRITE",
        reversible: false,
        scope: "",
        idempotent: false,
      },
      args: { n: 1 },
      context: {},
      env: { name: "production" },
      now: new Date(),
    });
    expect(first).toMatchObject({ ruleId: "small", action: decision.action, raised: decision.reason });
    expect(decision.action).toBe("REQUIRE_APPROVAL");
  });
});
