import { describe, expect, it } from "vitest";
import { canonicalPolicy, compilePolicy, couldAllow, evaluate, policyHash } from "./index";
import { request } from "./testing";

const policy = compilePolicy(`
version: 1
rules:
  - {id: data-processor, principals: [agent:data_processor], capabilities: [io.fs.read_file, io.fs.write_file], action: ALLOW}
  - {id: no-payments, principals: ["agent:*"], capabilities: [api.payment.*], action: DENY, reason: Payments are made by people.}
  - {id: ask-to-delete, principals: ["agent:*"], capabilities: [db.delete_table], action: REQUIRE_APPROVAL, obligations: {approval: {role: admin, expiresInMinutes: 5}}}
  - {id: staging-only, principals: ["agent:*"], capabilities: [db.*], environments: [staging], action: ALLOW}
  - {id: small, principals: ["agent:*"], capabilities: [api.refund], when: args.amount <= 100, action: ALLOW}
  - {id: accepts, principals: ["agent:*"], capabilities: [api.deploy], action: ALLOW, acceptRisk: HIGH}
`);
const decide = (changes: Parameters<typeof request>[0]) => evaluate(policy, request(changes));
const call = (name: string) => ({ capability: { name } });

describe("evaluate", () => {
  it("takes the first rule that matches", () => {
    expect(decide({ principal: "agent:data_processor", ...call("io.fs.write_file") })).toMatchObject({
      action: "ALLOW",
      ruleId: "data-processor",
      riskLevel: "LOW",
      obligations: {},
    });
  });

  it("falls back to the default where no rule matches", () => {
    const decision = decide(call("io.fs.read_file"));
    expect(decision).toMatchObject({ action: "DENY", ruleId: null });
    expect(decision.reason).toBe("No rule matches, and the policy's default is DENY.");
  });

  it("gives the written reason of a denial", () => {
    expect(decide(call("api.payment.card.charge"))).toMatchObject({
      action: "DENY",
      reason: "Payments are made by people.",
    });
  });

  it("matches wildcards by whole segments only", () => {
    expect(decide(call("api.payments")).ruleId).toBeNull();
    expect(decide(call("api.payment")).ruleId).toBeNull();
    expect(decide({ principal: "agents:demo", ...call("api.payment.x") }).ruleId).toBeNull();
  });

  it("passes the approval a rule asks for, and a reviewer otherwise", () => {
    expect(decide(call("db.delete_table")).obligations).toEqual({
      approval: { chain: "admin", expiresInMinutes: 5 },
    });
    const raised = decide({ capability: { name: "api.refund", riskLevel: "HIGH" }, args: { amount: 1 } });
    expect(raised.obligations).toEqual({
      approval: { chain: "reviewer" },
    });
  });

  it("matches a rule only in its environments", () => {
    expect(decide({ ...call("db.query"), env: "staging" }).action).toBe("ALLOW");
    const elsewhere = decide({ ...call("db.query"), env: "production" });
    expect(elsewhere.action).toBe("DENY");
    expect(elsewhere.explanation.tried).toEqual([{ ruleId: "staging-only", outcome: "other_environment" }]);
  });

  it("denies in the rule's name where its condition can't be evaluated", () => {
    const decision = decide(call("api.refund"));
    expect(decision).toMatchObject({ action: "DENY", ruleId: "small" });
    expect(decision.reason).toContain("No such key: amount");
    expect(decision.explanation.tried[0]).toMatchObject({
      outcome: "condition_failed",
      condition: "args.amount <= 100",
    });
    expect(decision.explanation.raised).toMatchObject({ from: "ALLOW", fact: "condition_failed" });
  });

  it("explains each rule that could match, and no other", () => {
    const decision = decide({ ...call("api.refund"), args: { amount: 101 } });
    expect(decision.explanation).toEqual({
      tried: [{ ruleId: "small", condition: "args.amount <= 100", outcome: "condition_false" }],
      omitted: 0,
      matched: null,
      raised: null,
    });
  });

  it("lists twenty tried rules and counts the rest, but always shows the one that decided", () => {
    const rules = Array.from(
      { length: 30 },
      (_, n) =>
        `  - {id: r${n}, principals: ["*"], capabilities: ["*"], when: args.n == ${n}, action: ALLOW}`,
    );
    const many = compilePolicy(`version: 1\nrules:\n${rules.join("\n")}`);
    const { tried, omitted } = evaluate(many, request({ args: { n: 29 } })).explanation;
    expect([tried.length, omitted, tried.at(-1)]).toEqual([
      21,
      9,
      { ruleId: "r29", condition: "args.n == 29", outcome: "matched" },
    ]);
  });

  it("denies instead of throwing when the request is not what it should be", () => {
    const broken = { ...request({ capability: { name: "api.refund" } }), args: null } as never;
    expect(evaluate(policy, broken).action).toBe("DENY");
    expect(evaluate(policy, { ...request({}), principal: undefined } as never).action).toBe("DENY");
  });

  it("leaves the request as it was", () => {
    const before = request({ ...call("api.refund"), args: { amount: 1, constructor: { a: [1] } } });
    const copy = structuredClone(before);
    evaluate(policy, before);
    expect(before).toEqual(copy);
  });
});

describe("risk", () => {
  const deploy = (riskLevel: "LOW" | "HIGH" | "CRITICAL" | null, requiresApproval = false) =>
    decide({ capability: { name: "api.deploy", riskLevel, requiresApproval } });
  const refund = (riskLevel: "LOW" | "MEDIUM" | "HIGH" | "CRITICAL" | null) =>
    decide({ capability: { name: "api.refund", riskLevel }, args: { amount: 5 } });

  it("turns an ALLOW of HIGH, CRITICAL and unrated capabilities into a question", () => {
    expect(refund("LOW").action).toBe("ALLOW");
    expect(refund("MEDIUM").action).toBe("ALLOW");
    expect(refund("HIGH")).toMatchObject({
      action: "REQUIRE_APPROVAL",
      explanation: { raised: { fact: "risk_high" } },
    });
    expect(refund("CRITICAL")).toMatchObject({
      action: "REQUIRE_APPROVAL",
      explanation: { raised: { fact: "risk_critical" } },
    });
    expect(refund(null)).toMatchObject({
      action: "REQUIRE_APPROVAL",
      riskLevel: "HIGH",
      explanation: { raised: { fact: "risk_missing" } },
    });
  });

  it("keeps an ALLOW of HIGH where the rule accepts it, never of CRITICAL", () => {
    expect(deploy("HIGH").action).toBe("ALLOW");
    expect(deploy(null).action).toBe("ALLOW");
    expect(deploy("CRITICAL").action).toBe("REQUIRE_APPROVAL");
  });

  it("asks wherever the registry says that a person has to approve", () => {
    expect(deploy("LOW", true)).toMatchObject({
      action: "REQUIRE_APPROVAL",
      explanation: { raised: { fact: "requires_approval" } },
    });
  });

  it("raises a default of ALLOW as well", () => {
    const open = compilePolicy("version: 1\ndefault: ALLOW\nrules: []");
    expect(evaluate(open, request({})).action).toBe("ALLOW");
    expect(evaluate(open, request({ capability: { riskLevel: "HIGH" } })).action).toBe("REQUIRE_APPROVAL");
  });
});

describe("couldAllow", () => {
  it("is false only where no condition could ever let the call through", () => {
    expect(couldAllow(policy, "agent:x", "api.refund")).toBe(true);
    expect(couldAllow(policy, "agent:x", "db.delete_table")).toBe(true);
    expect(couldAllow(policy, "agent:x", "db.query")).toBe(true);
    expect(couldAllow(policy, "agent:x", "api.payment.card")).toBe(false);
    expect(couldAllow(policy, "agent:x", "io.fs.read_file")).toBe(false);
  });

  it("counts the default, unless a denial without condition comes first", () => {
    const open = compilePolicy(
      `version: 1\ndefault: REQUIRE_APPROVAL\nrules:\n  - {id: no, principals: ["*"], capabilities: [a.*], action: DENY}\n  - {id: maybe, principals: ["*"], capabilities: [b.*], when: args.x == 1, action: DENY}`,
    );
    expect([
      couldAllow(open, "agent:x", "a.b"),
      couldAllow(open, "agent:x", "b.c"),
      couldAllow(open, "agent:x", "c"),
    ]).toEqual([false, true, true]);
  });
});

describe("policyHash", () => {
  const one = "version: 1\nrules:\n  - {id: a, principals: ['*'], capabilities: ['*'], action: DENY}";
  it("doesn't depend on layout, comments or the written default", () => {
    const two = `# a comment\nrules:\n- action: DENY\n  capabilities:\n    - "*"\n  id: a\n  principals: ["*"]\ndefault: DENY\nversion: 1\n`;
    expect(policyHash(two)).toBe(policyHash(one));
    expect(compilePolicy(one).hash).toBe(policyHash(one));
    expect(policyHash(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(canonicalPolicy(one))).toMatchObject({ version: 1, default: "DENY" });
  });

  it("changes with the order of the rules", () => {
    const rule = (id: string) => `  - {id: ${id}, principals: ['*'], capabilities: ['*'], action: DENY}\n`;
    const head = "version: 1\nrules:\n";
    expect(policyHash(head + rule("a") + rule("b"))).not.toBe(policyHash(head + rule("b") + rule("a")));
  });
});
