import { describe, expect, it } from "vitest";
import type { JsonObject } from "../platform/json";
import { compilePolicy, evaluate } from "./index";
import { findingsOf, policyWhen, request } from "./testing";

/** True or false as the condition says; the error's sentence where it failed. */
function holds(condition: string, args: JsonObject = {}, capability = {}): boolean | string {
  const decision = evaluate(compilePolicy(policyWhen(condition)), request({ args, capability }));
  const [tried] = decision.explanation.tried;
  if (tried?.outcome === "condition_failed") return tried.error ?? "";
  return tried?.outcome === "matched";
}

describe("conditions", () => {
  it.each([
    ["args.n == 100", true],
    ["args.n in [100, 200]", true],
    ["args.nums == [1, 2, 3]", true],
    ["args.nums.all(x, x < 4) && args.nums.exists(x, x == 2) && args.nums.exists_one(x, x == 2)", true],
    ["args.nums.filter(x, x > 1).map(x, x * 2.0) == [4.0, 6.0]", true],
    ["args.nums.all(x, args.nums.exists(y, y == x))", true],
    ["(args.nums + args.nums).exists(x, x == 9)", false],
    ["has(args.path) && !has(args.absent)", true],
    ['args.?absent.orValue("none") == "none"', true],
    ["args.nothing == null", true],
    ['args.absent == 1 || args.path == "a/b.md"', true],
    ['now - session.startedAt == duration("2h")', true],
    ['principal.name == "agent:demo" && tenant.slug == "demo" && env.name == "production"', true],
    ['args.path.matches("[.]MD$")', false],
    ["args.path.matches(r'(?i)[.]MD$')", true],
    ['(args.path + "x") . matches ( ("b[.]mdx$") )', true],
    ['args.path == 5 ? false : args.path.startsWith("a/")', true],
  ])("%s is %s", (condition, expected) => {
    const args = { n: 100, nums: [1, 2, 3], path: "a/b.md", nothing: null };
    expect(holds(condition, args)).toBe(expected);
  });

  it("sees a missing risk level as HIGH", () => {
    expect(holds('capability.risk == "HIGH"', {}, { riskLevel: null })).toBe(true);
  });

  it.each([
    ["args.absent == 1", "No such key: absent"],
    ["args.path > 5", "no such overload"],
    ["args.path", "neither true nor false"],
    ["args.nums[7] == 1", "out of bounds"],
    ["args.n.matches('x')", "matches() needs a text"],
  ])("%s fails and says why", (condition, error) => {
    expect(holds(condition, { path: "a", n: 1, nums: [1] })).toContain(error);
  });
});

describe("prototypes", () => {
  it.each([
    "args.constructor",
    "args.__proto__",
    "args.toString",
    'args["__proto__"]',
    'args["constructor"]',
  ])("%s is not there unless the arguments hold it", (path) => {
    expect(holds(`${path} == 1`)).toContain("No such key");
  });

  it("finds no inherited member", () => {
    expect(holds('"toString" in args || "constructor" in args || has(args.constructor)')).toBe(false);
  });

  it("reads arguments that are named like prototype members, and is not misled by them", () => {
    const forged = JSON.parse(
      '{"path":"x","constructor":{"name":"Map"},"__proto__":{"path":"y"},"deep":{"constructor":"Array","a":1}}',
    ) as JsonObject;
    expect(holds('args.path == "x" && args.constructor.name == "Map" && args.deep.a == 1', forged)).toBe(
      true,
    );
    expect(holds('args["__proto__"].path == "y" && size(args) == 4', forged)).toBe(true);
  });

  it("takes arguments without a prototype", () => {
    expect(holds('args.path == "x"', Object.assign(Object.create(null) as JsonObject, { path: "x" }))).toBe(
      true,
    );
  });
});

describe("bounds", () => {
  it("stops a condition that would go on too long, and denies", () => {
    const nums = Array.from({ length: 2_000 }, (_, n) => n);
    const begin = process.cpuUsage();
    const condition = "args.nums.all(x, args.nums.exists(y, args.nums.exists(z, x + y + z < 0.0)))";
    expect(holds(condition, { nums })).toContain("too much work");
    expect(process.cpuUsage(begin).user / 1_000).toBeLessThan(1_000);
  });

  it("doesn't let the expression swallow that it was stopped", () => {
    const nums = Array.from({ length: 2_000 }, (_, n) => n);
    expect(holds("args.nums.all(x, args.nums.all(y, x + y >= 0.0)) || true", { nums })).toContain(
      "too much work",
    );
  });

  it("counts large arguments as more work", () => {
    const args = { text: "x".repeat(1_000_000), nums: Array.from({ length: 1_000 }, (_, n) => n) };
    expect(holds('args.nums.exists(n, args.text.contains("y"))', args)).toContain("too much work");
    expect(holds('args.nums.exists(n, args.text.contains("y"))', { ...args, text: "xxx" })).toBe(false);
  });

  const bad = [
    "(a+)+$",
    "(a|aa)+$",
    "(a|a?)+$",
    "(.*a){20}$",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(?:a?){30}a{30}$",
    "([a-zA-Z]+)*1",
  ];
  it.each(bad)("searches 100 KB for %s in linear time", (pattern) => {
    const compiled = compilePolicy(policyWhen(`args.text.matches(${JSON.stringify(pattern)})`));
    const subject = request({ args: { text: `${"a".repeat(100_000)}!` } });
    const begin = process.cpuUsage();
    evaluate(compiled, subject);
    // Linear is tens of milliseconds on a busy machine; backtracking is longer than anyone waits.
    expect(process.cpuUsage(begin).user / 1_000).toBeLessThan(500);
  });
});

describe("compiling a condition", () => {
  it.each([
    ["args.x ==", "CEL_SYNTAX", "", "Write a CEL expression."],
    ['args.x.matches("(a)\\\\1")', "CEL_REGEX", "invalid escape sequence", "RE2"],
    ['args.x.matches("(?=a)")', "CEL_REGEX", "(?=", "RE2"],
    ['args.x.matches("(a{1000}){1000}")', "CEL_REGEX", "invalid repeat count", "RE2"],
    ["args.x.matches(args.y)", "CEL_REGEX", "not a literal", "in quotes"],
    [`args.x.matches("${"a".repeat(1_001)}")`, "CEL_REGEX", "longer than 1000", "RE2"],
    ["arg.x == 1", "CEL_TYPE", "There is no variable arg.", "Did you mean args?"],
    ["process.env == 1", "CEL_TYPE", "There is no variable process.", "Known are"],
    [
      'capability.opration == "READ"',
      "CEL_TYPE",
      "capability has no field opration.",
      "Did you mean operation?",
    ],
    ["has(capability.riskLevel)", "CEL_TYPE", "capability has no field riskLevel.", "Did you mean risk?"],
    ["capability.risk > 3", "CEL_TYPE", "string > int", ""],
    ["args.x.spend() == 1", "CEL_TYPE", "spend", ""],
    ['args.x.re2("a")', "CEL_TYPE", "re2", ""],
    ["size(args.x)", "CEL_NOT_BOOLEAN", "of type int", "Compare it"],
    [`args.x == "${"a".repeat(4_096)}"`, "CEL_TOO_LARGE", "at most 4096", "Split"],
    [`${"(".repeat(200)}true${")".repeat(200)}`, "CEL_TOO_LARGE", "maxDepth", "Split"],
    [Array.from({ length: 300 }, () => "true").join("&&"), "CEL_TOO_LARGE", "maxAstNodes", "Split"],
  ])("refuses %s", (condition, code, message, fix) => {
    const [finding] = findingsOf(() => compilePolicy(policyWhen(condition)));
    expect(finding?.code).toBe(code);
    expect(finding?.message).toContain(message);
    expect(finding?.fix).toContain(fix);
  });
});
