import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Catalog } from "../check-types";
import { compileDocument } from "../compile";
import { evaluate } from "../evaluate";
import { PolicyDocument } from "../schemas";
import { request } from "../testing";
import type { Action, PolicyDecision, PolicyRequest, RiskLevel } from "../types";
import { comparePolicies } from "./compare";

/** Parts that are true, false or fail by what a request holds, some of them related to each other. */
const PARTS = [
  "args.n < 1",
  "args.n < 2",
  "2 >= args.n",
  "args.n > 1.0",
  "has(args.n)",
  "args.flag",
  "context.m == 1",
  '"pii" in session.taint',
  "session.calls > 3",
  'capability.operation == "READ"',
  'capability.risk in ["HIGH", "CRITICAL"]',
  'principal.name == "agent:a"',
  'principal.name.endsWith(":a")',
  'env.name == "production"',
  'args.s.matches("^x+$")',
  'args.list.exists(i, i == "x")',
];
const PART = fc.constantFrom(...PARTS);
const CONDITION = fc.oneof(
  { weight: 3, arbitrary: PART },
  {
    weight: 2,
    arbitrary: fc
      .tuple(PART, fc.constantFrom("&&", "||"), PART)
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(PART, PART, PART)
      .map(([first, second, third]) => `!(${first}) && (${second} || !(${third}))`),
  },
);
const ACTION = fc.constantFrom<Action>("ALLOW", "DENY", "REQUIRE_APPROVAL");
const PRINCIPALS = ["agent:a", "agent:b", "agent:team:a", "robot:a"];
const CAPABILITIES = ["x.y", "x.y.z", "x.w", "q.y"];
const RULE = fc.record(
  {
    principals: fc.uniqueArray(fc.constantFrom("*", "agent:*", "agent:team:*", ...PRINCIPALS), {
      minLength: 1,
      maxLength: 2,
    }),
    capabilities: fc.uniqueArray(fc.constantFrom("*", "x.*", "x.y.*", "q.*", ...CAPABILITIES), {
      minLength: 1,
      maxLength: 2,
    }),
    environments: fc.constantFrom(["production"], ["staging"], ["staging", "production"]),
    tenants: fc.constantFrom(["demo"], ["other"]),
    when: CONDITION,
    action: ACTION,
    acceptRisk: fc.constant("HIGH" as const),
    approval: fc.constantFrom<object>(
      { role: "admin" },
      { chain: "two-reviewers" },
      { chain: "two-admins" },
      { chain: "finance" },
      { chain: "peers" },
    ),
    confirmHighRiskAction: fc.constant(true as const),
    rateLimit: fc.constantFrom({ calls: 5, perSeconds: 60 }, { calls: 9, perSeconds: 60 }),
    moderation: fc.constantFrom("standard", "strict"),
  },
  { requiredKeys: ["principals", "capabilities", "action"] },
);
type Rule = typeof RULE extends fc.Arbitrary<infer R> ? R : never;

function documentOf(fallback: Action, rules: readonly { id: string; rule: Rule }[]): PolicyDocument {
  return PolicyDocument.parse({
    version: 1,
    default: fallback,
    rules: rules.map(({ id, rule }) => {
      const { acceptRisk, approval, confirmHighRiskAction, rateLimit, moderation, ...rest } = rule;
      const running = {
        ...(approval ? { approval } : {}),
        ...(confirmHighRiskAction ? { confirmHighRiskAction } : {}),
        ...(rateLimit ? { rateLimit } : {}),
        ...(moderation ? { moderation } : {}),
      };
      return {
        id,
        ...rest,
        ...(acceptRisk && rule.action === "ALLOW" ? { acceptRisk } : {}),
        ...(rule.action !== "DENY" && Object.keys(running).length > 0 ? { obligations: running } : {}),
      };
    }),
  });
}

/** The rule with the obligations of another. */
function obliged(rule: Rule, other: Rule): Rule {
  const { approval: _a, confirmHighRiskAction: _c, rateLimit: _r, moderation: _m, ...bare } = rule;
  const { approval, confirmHighRiskAction, rateLimit, moderation } = other;
  return {
    ...bare,
    ...(approval ? { approval } : {}),
    ...(confirmHighRiskAction ? { confirmHighRiskAction } : {}),
    ...(rateLimit ? { rateLimit } : {}),
    ...(moderation ? { moderation } : {}),
  };
}

/** A policy and what somebody made of it: one or two edits, which is what changes a policy in life. */
const PAIR = fc
  .record({
    rules: fc.array(RULE, { maxLength: 6 }),
    fallback: ACTION,
    edits: fc.array(
      fc.record({
        kind: fc.constantFrom("remove", "insert", "swap", "replace", "narrow", "oblige", "fallback"),
        at: fc.nat(5),
        rule: RULE,
        part: PART,
        fallback: ACTION,
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ rules, fallback, edits }) => {
    const before = rules.map((rule, n) => ({ id: `r${n}`, rule }));
    let after = [...before];
    let last = fallback;
    edits.forEach((edit, n) => {
      const at = after.length === 0 ? 0 : edit.at % after.length;
      const old = after[at];
      const added = { id: `new${n}`, rule: edit.rule };
      if (edit.kind === "fallback") last = edit.fallback;
      else if (edit.kind === "insert" || !old) after.splice(at, 0, added);
      else if (edit.kind === "remove") after.splice(at, 1);
      else if (edit.kind === "replace") after[at] = added;
      else if (edit.kind === "swap") after = [...after.slice(at), ...after.slice(0, at)];
      else if (edit.kind === "oblige") after[at] = { id: old.id, rule: obliged(old.rule, edit.rule) };
      else {
        const when = old.rule.when === undefined ? edit.part : `(${old.rule.when}) && ${edit.part}`;
        after[at] = { id: old.id, rule: { ...old.rule, when } };
      }
    });
    return { before: documentOf(fallback, before), after: documentOf(last, after) };
  });

const CATALOG: Catalog = {
  principals: ["agent:a", "agent:b"],
  environments: ["production"],
  tenant: request({}).tenant,
  capabilities: [
    {
      ...request({ capability: { name: "x.y", operation: "READ", riskLevel: "LOW" } }).capability,
      inputSchema: {},
    },
    {
      ...request({ capability: { name: "q.y", operation: "WRITE", riskLevel: "HIGH" } }).capability,
      inputSchema: {},
    },
  ],
};

const REQUEST = fc
  .record({
    principal: fc.constantFrom(...PRINCIPALS, "agent:team:b", "human:x"),
    name: fc.constantFrom(...CAPABILITIES, "x.v", "x.y.v", "q.z", "other"),
    operation: fc.constantFrom("READ", "WRITE"),
    riskLevel: fc.constantFrom<(RiskLevel | null)[]>(null, "LOW", "HIGH", "CRITICAL"),
    requiresApproval: fc.boolean(),
    n: fc.constantFrom(undefined, 0, 1, 1.5, 2, 3, "two", null),
    flag: fc.constantFrom(undefined, true, false, "yes"),
    s: fc.constantFrom(undefined, "xx", "y"),
    list: fc.constantFrom(undefined, ["x"], ["y"], 1),
    m: fc.constantFrom(undefined, 1, 2),
    confirmed: fc.constantFrom(undefined, true, false),
    taint: fc.constantFrom([], ["pii"]),
    calls: fc.constantFrom(undefined, 1, 9),
    env: fc.constantFrom("production", "staging", "preview"),
    tenant: fc.constantFrom("demo", "other", "third"),
  })
  .map((given): PolicyRequest => {
    const { principal, name, operation, riskLevel, requiresApproval, env } = given;
    const capability = { name, operation, riskLevel, requiresApproval };
    const { n, flag, s, list } = given;
    const made = request({
      principal,
      capability,
      env,
      args: JSON.parse(JSON.stringify({ n, flag, s, list })) as PolicyRequest["args"],
      context: JSON.parse(
        JSON.stringify({ m: given.m, confirmHighRiskAction: given.confirmed }),
      ) as PolicyRequest["context"],
    });
    const counts =
      given.calls === undefined ? {} : { counts: { calls: given.calls, allowed: 0, denied: 0, held: 0 } };
    const tenant = given.tenant === "demo" ? made.tenant : { id: given.tenant, slug: given.tenant };
    return { ...made, tenant, session: { ...made.session, taint: given.taint, ...counts } };
  });

const RANK: Record<Action, number> = { ALLOW: 0, REQUIRE_APPROVAL: 1, DENY: 2 };

/** Whom built-in chains ask, written down once more. */
const ASKS: Record<string, { role: string; people: number } | undefined> = {
  reviewer: { role: "reviewer", people: 1 },
  admin: { role: "admin", people: 1 },
  "two-reviewers": { role: "reviewer", people: 2 },
  "two-admins": { role: "admin", people: 2 },
};

/** Laxer, told from two real decisions alone. */
function isLaxer(after: PolicyDecision, before: PolicyDecision): boolean {
  if (after.action !== before.action) return RANK[after.action] < RANK[before.action];
  if (after.action === "DENY") return false;
  const [was, now] = [before.obligations, after.obligations];
  if (was.approval && now.approval) {
    // Whether a tenant's own chain asks for less than another is not the engine's to know, so any of them may.
    const [old, fresh] = [ASKS[was.approval.chain], ASKS[now.approval.chain]];
    if (!old || !fresh) return was.approval.chain !== now.approval.chain;
    if (old.role === "admin" && fresh.role === "reviewer") return true;
    if (fresh.people < old.people) return true;
  }
  if (was.rateLimit && (now.rateLimit?.calls ?? Infinity) > was.rateLimit.calls) return true;
  const levels = ["none", "standard", "strict"];
  return levels.indexOf(now.moderation ?? "none") < levels.indexOf(was.moderation ?? "none");
}

const PAIRS = 10_000;
const REQUESTS = 12;

describe("comparing policies", () => {
  it(`never misses a laxer answer on ${PAIRS} generated changes`, () => {
    const asked = fc.array(REQUEST, { minLength: REQUESTS, maxLength: REQUESTS });
    let laxer = 0;
    let stricter = 0;
    let claimed = 0;
    fc.assert(
      fc.property(PAIR, asked, ({ before, after }, requests) => {
        const [was, now] = [compileDocument(before), compileDocument(after)];
        const diff = comparePolicies(was, now, CATALOG);
        if (diff.loosens) claimed++;
        for (const one of requests) {
          const [old, fresh] = [evaluate(was, one), evaluate(now, one)];
          if (isLaxer(fresh, old)) {
            laxer++;
            expect(diff.loosens, "a request gets a laxer answer").toBe(true);
          }
          if (isLaxer(old, fresh)) {
            stricter++;
            expect(diff.tightens, "a request gets a stricter answer").toBe(true);
          }
        }
      }),
      { numRuns: PAIRS },
    );
    // Not by calling everything loosening, nor by requests that never tell two policies apart.
    expect(laxer).toBeGreaterThan(1_000);
    expect(stricter).toBeGreaterThan(1_000);
    expect(claimed).toBeLessThan(PAIRS * 0.8);
  }, 300_000);
});
