import { describe, expect, it } from "vitest";
import type { Catalog } from "../check-types";
import { compilePolicy } from "../compile";
import { findingsOf, request } from "../testing";
import { appendTest, parseTests, runTests, testFromCall } from "./index";

const CATALOG: Catalog = {
  principals: ["agent:demo"],
  environments: ["production"],
  tenant: request({}).tenant,
  capabilities: [{ ...request({}).capability, inputSchema: {} }],
};

const POLICY = compilePolicy(`version: 1
rules:
  - {id: tainted, principals: ["*"], capabilities: [io.fs.*], when: '"pii" in session.taint', action: DENY, reason: It has seen personal data.}
  - {id: busy, principals: ["*"], capabilities: [io.fs.*], when: session.calls > 3 || session.ageSeconds >= 60, action: REQUIRE_APPROVAL}
  - {id: late, principals: ["*"], capabilities: [io.fs.*], when: now.getHours() > 20, environments: [staging], action: DENY, reason: It is late.}
  - {id: small, principals: ["*"], capabilities: [io.fs.*], when: args.size < 10 && context.mode == "calm", action: ALLOW}
  - {id: dead, principals: ["*"], capabilities: [io.fs.*], when: '"pii" in session.taint', action: ALLOW}
`);

/** A file with one test. */
function file(given: string, expectation: string): string {
  return `version: 1
tests:
  - name: one
    given: { principal: agent:demo, capability: io.fs.read_file${given} }
    expect: { ${expectation} }
`;
}

const run = (source: string) => runTests(POLICY, parseTests(source), CATALOG);

describe("a policy's own tests", () => {
  it.each([
    [", session: { taint: [pii] }", "action: DENY, rule: tainted, reason: personal data"],
    [", session: { calls: 4 }", "action: REQUIRE_APPROVAL, rule: busy"],
    [", session: { ageSeconds: 60 }", "action: REQUIRE_APPROVAL, rule: busy"],
    [', environment: staging, now: "2026-01-01T21:00:00Z"', "action: DENY, rule: late"],
    [', environment: staging, now: "2026-01-01T23:00:00+03:00", args: { size: 10 }', "action: DENY"],
    [", args: { size: 9.5 }, context: { mode: calm }", "action: ALLOW, rule: small"],
    [
      ", args: { size: 1 }, context: { mode: calm }, facts: { risk: HIGH }",
      "action: REQUIRE_APPROVAL, rule: small",
    ],
  ])("see what they are given: %s", (given, expectation) => {
    expect(run(file(given, expectation)).results).toMatchObject([{ status: "passed", line: 3 }]);
  });

  it.each([
    ["action: ALLOW", "Expected ALLOW, but it is DENY by rule tainted: It has seen personal data."],
    ["action: DENY, rule: late", "Expected rule late to decide, but it is DENY by rule tainted"],
    ["action: DENY, reason: tired", 'Expected a reason that says "tired", but it is DENY by rule tainted'],
  ])("fail with what they got: %s", (expectation, message) => {
    const { results, passed, failed } = run(file(", session: { taint: [pii] }", expectation));
    expect(results[0]?.status).toBe("failed");
    expect(results[0]?.message).toContain(message);
    expect({ passed, failed }).toEqual({ passed: 0, failed: 1 });
  });

  it("need facts for a capability that the registry doesn't have", () => {
    const source = file("", "action: DENY").replace("read_file", "raed_file");
    expect(run(source).results[0]).toMatchObject({
      status: "error",
      actual: null,
      message:
        "The registry has no capability io.fs.raed_file. Did you mean io.fs.read_file? Or say what it is: facts: {risk: …, operation: …}.",
    });
    const supplied = source.replace(
      "raed_file }",
      "raed_file, args: {size: 1}, facts: { risk: LOW, operation: READ } }",
    );
    expect(run(supplied).results[0]?.status).toBe("passed");
  });

  it("cover the rules that decide them, of those that can decide at all", () => {
    const { coverage } = run(file(", session: { taint: [pii] }", "action: DENY"));
    expect(coverage).toMatchObject({ reached: 1, total: 4, percent: 25 });
    expect(coverage.rules.filter(({ covered }) => covered)).toEqual([
      { ruleId: "tainted", line: 3, hits: 1, covered: true },
    ]);
  });

  it("run the same at any time", () => {
    const source = file(", environment: staging", "action: DENY");
    expect(run(source)).toEqual(run(source));
    expect(run(source).results[0]?.actual?.rule).not.toBe("late");
  });
});

describe("a file of tests", () => {
  it("may be empty", () => {
    expect(parseTests("").tests).toEqual([]);
    expect(parseTests("version: 1\ntests: []\n").tests).toEqual([]);
  });

  it.each([
    [
      "a field with a typing error",
      file(", arg: {}", "action: DENY"),
      "UNKNOWN_FIELD",
      4,
      "Did you mean args?",
    ],
    [
      "a typing error in the facts",
      file(", facts: { riks: LOW }", "action: DENY"),
      "UNKNOWN_FIELD",
      4,
      "Did you mean risk?",
    ],
    ["no expectation", file("", "rule: small"), "MISSING_FIELD", 5, "Add it: ALLOW, DENY, REQUIRE_APPROVAL."],
    [
      "an unknown action",
      file("", "action: MAYBE"),
      "INVALID_VALUE",
      5,
      "Write ALLOW, DENY, REQUIRE_APPROVAL.",
    ],
    [
      "a time without a zone",
      file(", now: 2026-01-01T10:00:00", "action: DENY"),
      "INVALID_VALUE",
      4,
      "Correct the value.",
    ],
    ["a number that is none", file(", args: { n: .nan }", "action: DENY"), "INVALID_VALUE", 4, ""],
    ["an alias", "version: 1\ntests: *t\n", "ALIAS_NOT_ALLOWED", 2, ""],
    ["an anchor", "version: 1\ntests: &t []\n", "ALIAS_NOT_ALLOWED", 2, ""],
    ["a tag", "version: 1\ntests: !!js/function x\n", "TAG_NOT_ALLOWED", 2, ""],
    ["a duplicate key", "version: 1\nversion: 1\ntests: []\n", "DUPLICATE_KEY", 2, ""],
    ["a forbidden key", file(", args: { __proto__: 1 }", "action: DENY"), "FORBIDDEN_KEY", 4, ""],
    ["a tab", "version: 1\ntests:\n\t- name: x\n", "TAB_INDENTATION", 3, ""],
    ["two documents", "version: 1\ntests: []\n---\nversion: 1\n", "YAML_SYNTAX", 3, ""],
    [
      "deep nesting",
      file(`, args: { a: ${"[".repeat(40)}${"]".repeat(40)} }`, "action: DENY"),
      "TOO_DEEP",
      4,
      "",
    ],
    ["five megabytes", `version: 1\ntests: []\n#${"x".repeat(5_000_000)}`, "TOO_LARGE", 1, ""],
    ["blanks without end", " ".repeat(5_000_000), "TOO_LARGE", 1, ""],
    ["a list", "- a\n", "INVALID_VALUE", 1, ""],
  ])("is refused with a place for %s", (_, source, code, line, fix) => {
    const [finding] = findingsOf(() => parseTests(source));
    expect(finding).toMatchObject({ code, line });
    expect(finding?.fix).toContain(fix);
  });

  it("has each name once", () => {
    const twice = file("", "action: DENY") + file("", "action: DENY").split("tests:\n")[1];
    expect(findingsOf(() => parseTests(twice))).toMatchObject([{ line: 6, column: 5 }]);
  });
});

describe("a test of a real call", () => {
  const call = {
    ...request({ args: { size: 1, note: "a: b # c" }, context: { mode: "calm" } }),
    now: new Date("2026-01-01T10:00:30.500Z"),
  };
  const yaml = testFromCall({ name: "call 1", request: call, expect: { action: "ALLOW", rule: "small" } });

  it("decides as the call did, whatever became of the registry", () => {
    const { results } = runTests(POLICY, parseTests(appendTest("", yaml)), { ...CATALOG, capabilities: [] });
    expect(results).toMatchObject([{ name: "call 1", status: "passed" }]);
  });

  it("is added without touching comments or the other tests", () => {
    const source = `# Ours.\nversion: 1\ntests:\n  # The first.\n  - name: one # said so\n    given: { principal: agent:demo, capability: io.fs.read_file }\n    expect: { action: DENY }\n`;
    const longer = appendTest(source, yaml);
    expect(longer.startsWith(source)).toBe(true);
    expect(parseTests(longer).tests.map(({ name }) => name)).toEqual(["one", "call 1"]);
  });

  it("gets a name of its own where the name is taken", () => {
    const thrice = appendTest(appendTest(appendTest("", yaml), yaml), yaml);
    expect(parseTests(thrice).tests.map(({ name }) => name)).toEqual(["call 1", "call 1 (2)", "call 1 (3)"]);
  });

  it("isn't added to a file that can't be read", () => {
    expect(findingsOf(() => appendTest("version: 2\ntests: []\n", yaml))).toMatchObject([{ line: 1 }]);
  });
});
