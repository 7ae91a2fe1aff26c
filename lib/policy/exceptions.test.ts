import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePolicy, couldAllow, evaluate, type PolicyException } from "./index";
import { request } from "./testing";
import type { PolicyRequest, RiskLevel } from "./types";

const policy = compilePolicy(`version: 1
rules:
  - {id: no, principals: ["*"], capabilities: [db.drop], action: DENY, obligations: {redact: [/arguments/key]}}
  - {id: ask, principals: ["*"], capabilities: [db.write, db.ruin], action: REQUIRE_APPROVAL, obligations: {moderation: strict}}
  - {id: broken, principals: ["*"], capabilities: [db.broken], when: args.absent == 1, action: ALLOW}
  - {id: confirm, principals: ["*"], capabilities: [db.confirm], action: ALLOW, obligations: {confirmHighRiskAction: true}}
  - {id: free, principals: ["*"], capabilities: [db.read], action: ALLOW}
`);
const CAPABILITIES = ["db.drop", "db.write", "db.ruin", "db.broken", "db.confirm", "db.read", "db.unknown"];
const asked = (name: string, riskLevel: RiskLevel | null = "LOW") =>
  request({ capability: { name, riskLevel } });
const { now, session } = asked("db.drop");
const exception = (changes: Partial<PolicyException> = {}): PolicyException => ({
  id: "01890000-0000-7000-8000-0000000000e1",
  scope: "tenant",
  capability: "db.drop",
  reason: "Cleaning up after the migration.",
  expiresAt: new Date(now.getTime() + 60_000),
  approvers: 1,
  ...changes,
});

describe("an exception", () => {
  it("turns a denial into ALLOW, says so, and keeps what the rule redacts", () => {
    const decision = evaluate(policy, asked("db.drop"), [exception()]);
    expect(decision).toMatchObject({
      action: "ALLOW",
      ruleId: "no",
      obligations: { redact: ["/arguments/key"] },
      explanation: {
        matched: "no",
        exception: { id: exception().id, reason: exception().reason, from: "DENY" },
      },
    });
    expect(decision.reason).toContain("Cleaning up after the migration.");
  });

  it("turns a question into ALLOW without asking anybody, with what else the rule obliges to", () => {
    const decision = evaluate(policy, asked("db.write"), [exception({ capability: "db.write" })]);
    expect(decision).toMatchObject({ action: "ALLOW", obligations: { moderation: "strict" } });
    expect(decision.obligations).not.toHaveProperty("approval");
    expect(decision.explanation.exception?.from).toBe("REQUIRE_APPROVAL");
  });

  it("lifts the default too", () => {
    const decision = evaluate(policy, asked("db.unknown"), [exception({ capability: "db.unknown" })]);
    expect([decision.action, decision.ruleId]).toEqual(["ALLOW", null]);
  });

  it("needs two people for a CRITICAL capability", () => {
    const one = exception({ capability: "db.ruin" });
    expect(evaluate(policy, asked("db.ruin", "CRITICAL"), [one]).action).toBe("REQUIRE_APPROVAL");
    const two = { ...one, id: "two", approvers: 2 };
    const decision = evaluate(policy, asked("db.ruin", "CRITICAL"), [one, two]);
    expect([decision.action, decision.explanation.exception?.id]).toEqual(["ALLOW", "two"]);
  });

  it("leaves a condition that failed and a missing confirmation alone", () => {
    for (const capability of ["db.broken", "db.confirm"]) {
      const decision = evaluate(policy, asked(capability), [exception({ capability, approvers: 9 })]);
      expect(decision.action).toBe("DENY");
      expect(decision.explanation).not.toHaveProperty("exception");
    }
  });

  it("holds for its session and its principal only", () => {
    const here = exception({ scope: "session", sessionId: session.id });
    expect(evaluate(policy, asked("db.drop"), [here]).action).toBe("ALLOW");
    for (const other of [
      exception({ scope: "session", sessionId: "another" }),
      exception({ scope: "session" }),
      exception({ principal: "agent:other" }),
    ])
      expect(evaluate(policy, asked("db.drop"), [other]).action).toBe("DENY");
  });

  it("shows a tool that only it allows", () => {
    expect(couldAllow(policy, "agent:demo", "db.drop")).toBe(false);
    expect(couldAllow(policy, "agent:demo", "db.drop", [exception()])).toBe(true);
    expect(couldAllow(policy, "agent:demo", "db.drop", [exception({ principal: "agent:x" })])).toBe(false);
  });

  const EXCEPTION = fc
    .record({
      scope: fc.constantFrom("tenant" as const, "session" as const),
      sessionId: fc.constantFrom(session.id, "another"),
      capability: fc.constantFrom(...CAPABILITIES, "db.*", "*"),
      offset: fc.integer({ min: -3, max: 3 }),
      approvers: fc.constantFrom(0, 1, 2, Number.NaN),
    })
    .map(({ offset, ...rest }) => exception({ ...rest, expiresAt: new Date(now.getTime() + offset) }));
  const ASKED = fc
    .tuple(
      fc.constantFrom(...CAPABILITIES),
      fc.constantFrom(null, "LOW" as const, "HIGH" as const, "CRITICAL" as const),
    )
    .map(([name, risk]): PolicyRequest => asked(name, risk));

  it("changes nothing but a judgement of its own capability, before it expires, and never an ALLOW", () => {
    fc.assert(
      fc.property(fc.array(EXCEPTION, { maxLength: 4 }), ASKED, (list, one) => {
        const exceptions = list.map((it, n) => ({ ...it, id: `e${n}` }));
        const without = evaluate(policy, one);
        const decision = evaluate(policy, one, exceptions);
        const applied = exceptions.find(({ id }) => id === decision.explanation.exception?.id);
        if (!applied) expect(decision).toEqual(without);
        else {
          expect(decision.action).toBe("ALLOW");
          expect(without.action).not.toBe("ALLOW");
          expect(without.explanation.raised?.fact).not.toBe("condition_failed");
          expect(applied.capability).toBe(one.capability.name);
          expect(applied.expiresAt > one.now).toBe(true);
          expect(applied.scope === "tenant" || applied.sessionId === one.session.id).toBe(true);
          if (one.capability.riskLevel === "CRITICAL") expect(applied.approvers).toBeGreaterThan(1);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("never lets a request through that isn't what it should be", () => {
    const broken = { ...asked("db.drop"), principal: undefined } as never;
    expect(evaluate(policy, broken, [exception({ approvers: 9 })]).action).toBe("DENY");
    const invalid = exception({ expiresAt: new Date(Number.NaN) });
    expect(evaluate(policy, asked("db.drop"), [invalid]).action).toBe("DENY");
  });
});
