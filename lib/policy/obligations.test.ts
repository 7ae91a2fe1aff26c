import { describe, expect, it } from "vitest";
import { compilePolicy, evaluate, policyHash } from "./index";
import { findingsOf, request } from "./testing";

const rule = (fields: string, action = "ALLOW") =>
  `version: 1\nrules:\n  - {id: a, principals: ["*"], capabilities: ["*"], action: ${action}, ${fields}}`;
const decide = (fields: string, changes: Parameters<typeof request>[0] = {}, action = "ALLOW") =>
  evaluate(compilePolicy(rule(fields, action)), request(changes));

describe("an approval chain", () => {
  it.each([
    ["role: admin", { chain: "admin", expiresInMinutes: 15 }],
    ["chain: two-admins", { chain: "two-admins", expiresInMinutes: 15 }],
    ["chain: two-admins, expiresInMinutes: 5", { chain: "two-admins", expiresInMinutes: 5 }],
    // What is the tenant's own to say, the policy doesn't make up.
    ["chain: finance-and-peers", { chain: "finance-and-peers" }],
    ["chain: finance-and-peers, expiresInMinutes: 5", { chain: "finance-and-peers", expiresInMinutes: 5 }],
  ])("written as %s goes along by its name", (written, approval) => {
    const { obligations } = decide(`obligations: {approval: {${written}}}`, {}, "REQUIRE_APPROVAL");
    expect(obligations.approval).toEqual(approval);
  });

  it.each(["Two Reviewers", "-reviewer", "a--b", "finance_team", "x".repeat(61)])(
    "cannot be named %s",
    (name) => {
      const [finding] = findingsOf(() =>
        compilePolicy(rule(`obligations: {approval: {chain: ${name}}}`, "REQUIRE_APPROVAL")),
      );
      expect(finding).toMatchObject({ code: "INVALID_VALUE", line: 3 });
    },
  );

  it("can't be named together with a role", () => {
    const [finding] = findingsOf(() =>
      compilePolicy(rule("obligations: {approval: {chain: admin, role: admin}}", "REQUIRE_APPROVAL")),
    );
    expect(finding?.message).toContain("obligations.approval.role is said by the chain already");
  });

  it("doesn't change the hash of a document that names none", () => {
    const bare = rule("obligations: {approval: {}}");
    expect(policyHash(bare)).toBe(
      policyHash(rule("obligations: {approval: {role: reviewer, expiresInMinutes: 15}}")),
    );
    expect(policyHash(compilePolicy(bare).canonical)).toBe(policyHash(bare));
    const chained = compilePolicy(rule("obligations: {approval: {chain: admin}}"));
    expect(policyHash(chained.canonical)).toBe(chained.hash);
  });

  it("keeps the canonical form that built-in chains have always had", () => {
    const approvalIn = (written: string) => {
      const { canonical } = compilePolicy(rule(`obligations: {approval: {${written}}}`));
      return (JSON.parse(canonical) as { rules: { obligations: { approval: unknown } }[] }).rules[0]
        ?.obligations.approval;
    };
    expect(approvalIn("")).toEqual({ role: "reviewer", expiresInMinutes: 15 });
    expect(approvalIn("role: admin")).toEqual({ role: "admin", expiresInMinutes: 15 });
    expect(approvalIn("chain: two-admins")).toEqual({ chain: "two-admins", expiresInMinutes: 15 });
    expect(approvalIn("chain: finance")).toEqual({ chain: "finance" });
  });
});

describe("a confirmation", () => {
  const confirm = "obligations: {confirmHighRiskAction: true, redact: [/arguments/key]}";

  it("that is missing denies, says what to send, and still keeps secrets out of the record", () => {
    for (const context of [{}, { confirmHighRiskAction: "true" }, { confirmHighRiskAction: 1 }]) {
      const decision = decide(confirm, { context });
      expect(decision).toMatchObject({
        action: "DENY",
        ruleId: "a",
        obligations: { redact: ["/arguments/key"] },
        explanation: { matched: "a", raised: { from: "ALLOW", fact: "confirmation_missing" } },
      });
      expect(decision.reason).toContain("context.confirmHighRiskAction set to true");
    }
  });

  it("that is there lets the rule decide, with its risk", () => {
    const context = { confirmHighRiskAction: true };
    expect(decide(confirm, { context }).action).toBe("ALLOW");
    expect(decide(confirm, { context, capability: { riskLevel: "HIGH" } }).action).toBe("REQUIRE_APPROVAL");
    expect(decide(confirm, { context }, "REQUIRE_APPROVAL").action).toBe("REQUIRE_APPROVAL");
  });
});

describe("obligations", () => {
  const all =
    "obligations: {redact: [/result/content], rateLimit: {calls: 3, perSeconds: 60}, moderation: strict}";

  it("go along with the decision, whichever way it is raised", () => {
    const rest = {
      redact: ["/result/content"],
      rateLimit: { calls: 3, perSeconds: 60 },
      moderation: "strict",
    };
    expect(decide(all).obligations).toEqual(rest);
    expect(decide(all, { capability: { riskLevel: "HIGH" } }).obligations).toEqual({
      ...rest,
      approval: { chain: "reviewer" },
    });
  });

  it.each([
    ["rateLimit: {calls: 3, perSeconds: 60}", "obligations.rateLimit means nothing where the action is DENY"],
    ["confirmHighRiskAction: true", "obligations.confirmHighRiskAction means nothing"],
    ["moderation: strict", "obligations.moderation means nothing"],
  ])("%s make no sense on a DENY", (obligation, message) => {
    const [finding] = findingsOf(() => compilePolicy(rule(`obligations: {${obligation}}`, "DENY")));
    expect(finding?.message).toContain(message);
  });

  it.each([
    ["redact: [arguments/key]", "not a JSON Pointer"],
    ["redact: [/args/key]", "not a JSON Pointer"],
    ["redact: [/arguments/a~2b]", "not a JSON Pointer"],
    ["redact: []", "smaller than"],
    ["rateLimit: {calls: 0, perSeconds: 1}", "calls is smaller than 1"],
    ["rateLimit: {calls: 1, perSeconds: 100000}", "perSeconds is larger than"],
    ["confirmHighRiskAction: false", "not one of the allowed values"],
    ["moderation: strickt", "not one of the allowed values"],
  ])("refuse %s", (obligation, message) => {
    const [finding] = findingsOf(() => compilePolicy(rule(`obligations: {${obligation}}`)));
    expect(finding).toMatchObject({ line: 3, message: expect.stringContaining(message) });
  });

  it.each([
    ["obligations: {rateLimt: {}}", "Did you mean rateLimit?"],
    ["obligations: {rateLimit: {calls: 1, perSecond: 1}}", "Did you mean perSeconds?"],
    ["obligations: {approval: {chian: admin}}", "Did you mean chain?"],
  ])("know what was meant by %s", (fields, fix) => {
    const findings = findingsOf(() => compilePolicy(rule(fields)));
    expect(findings.map((finding) => finding.fix)).toContain(fix);
  });
});

describe("a rule for some tenants", () => {
  it("matches in those only, and is named where it is passed over", () => {
    expect(decide("tenants: [demo, other]").action).toBe("ALLOW");
    const elsewhere = decide("tenants: [other]");
    expect(elsewhere).toMatchObject({
      action: "DENY",
      ruleId: null,
      explanation: { tried: [{ ruleId: "a", outcome: "other_tenant" }] },
    });
  });

  it("takes slugs", () => {
    const [finding] = findingsOf(() => compilePolicy(rule("tenants: [Demo Corp]")));
    expect(finding).toMatchObject({ code: "INVALID_VALUE", line: 3 });
  });
});

describe("what a rule reads", () => {
  it.each<[string, string[]]>([
    ["when: 'true'", []],
    ["when: session.kind == 'rest' && session.startedAt > timestamp('2026-01-01T00:00:00Z')", []],
    ["when: args.n > 1 && has(context.x)", ["args", "context"]],
    ["when: session.calls > 1", ["counts"]],
    ["when: has(session.denied)", ["counts"]],
    ["when: '\"pii\" in session.taint'", ["taint"]],
    ["when: session.ageSeconds > 60", ["time"]],
    ["when: now > session.startedAt", ["time"]],
    ["when: session['held'] > 1", ["counts"]],
    ["when: args.list.exists(session, session.calls > 1)", ["args"]],
    ["when: size([session, args.x]) > 1", ["args", "counts", "taint", "time"]],
    ["obligations: {confirmHighRiskAction: true, rateLimit: {calls: 1, perSeconds: 1}}", ["context", "rate"]],
  ])("%s: %j", (fields, reads) => {
    const policy = compilePolicy(
      rule(fields.replace(/^when: ([^'].*)$/, (_, it) => `when: ${JSON.stringify(it)}`)),
    );
    expect([...policy.rules[0]!.reads].sort()).toEqual(reads);
    expect(policy.readsCounts).toBe(reads.includes("counts"));
    expect(policy.readsTaint).toBe(reads.includes("taint"));
  });
});

describe("what a session did", () => {
  const counts = { calls: 6, allowed: 3, denied: 2, held: 1 };
  const holds = (when: string, changes: Parameters<typeof request>[0] = {}) =>
    decide(`when: ${JSON.stringify(when)}`, changes).explanation.tried[0]?.outcome;

  it.each([
    "session.calls == 6 && session.allowed + session.denied + session.held == session.calls",
    "session.denied * 100 / session.calls > 30",
    "session.ageSeconds == 7200",
    "'pii' in session.taint && session.taint.exists(t, t.startsWith('p'))",
    "capability.sideEffects.reversible && capability.sideEffects.scope == 'one file'",
    "capability.risk == 'LOW'",
  ])("%s", (when) => {
    expect(holds(when, { session: { counts, taint: ["pii"] } })).toBe("matched");
  });

  it("that nobody counted fails the condition, and so denies", () => {
    expect(holds("session.calls < 100")).toBe("condition_failed");
  });

  it.each([
    ["capability.reversible", "Did you mean sideEffects.reversible?"],
    ["capability.riskLevel == 'LOW'", "Did you mean risk?"],
    ["capability.sideEffects.revertible", "Did you mean reversible?"],
    ["session.call > 1", "Did you mean calls?"],
  ])("%s is answered with what there is", (when, fix) => {
    const [finding] = findingsOf(() => compilePolicy(rule(`when: ${JSON.stringify(when)}`)));
    expect(finding).toMatchObject({ code: "CEL_TYPE", fix });
  });

  it("is typed: a text is no count and no label", () => {
    for (const when of ["session.calls > 'many'", "session.taint.exists(t, t == 1)"])
      expect(findingsOf(() => compilePolicy(rule(`when: ${JSON.stringify(when)}`)))[0]?.code).toBe(
        "CEL_TYPE",
      );
  });
});
