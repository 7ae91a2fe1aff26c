import { describe, expect, it } from "vitest";
import { DomainError } from "../platform/errors";
import { compilePolicy, PolicyError } from "./index";
import { findingsOf } from "./testing";

const rule = (fields: string) =>
  `version: 1\nrules:\n  - {id: a, principals: ["*"], capabilities: ["*"], action: ALLOW${fields}}`;
const places = (source: string) =>
  findingsOf(() => compilePolicy(source)).map(({ code, line, column }) => [code, line, column]);

describe("findings", () => {
  it.each<[string, string, [string, number, number]]>([
    ["a tab", "version: 1\nrules:\n\t- id: a\n", ["TAB_INDENTATION", 3, 1]],
    ["a key written twice", "version: 1\nrules: []\nversion: 1\n", ["DUPLICATE_KEY", 3, 1]],
    ["an alias", "version: 1\ndescription: *x\nrules: []\n", ["ALIAS_NOT_ALLOWED", 2, 14]],
    ["an anchor", "version: 1\ndescription: &x text\nrules: []\n", ["ALIAS_NOT_ALLOWED", 2, 14]],
    [
      "a merge key",
      "version: 1\nrules:\n  - <<: {id: a}\n    action: DENY\n",
      ["MERGE_KEY_NOT_ALLOWED", 3, 5],
    ],
    ["a custom tag", "version: 1\ndescription: !secret x\nrules: []\n", ["TAG_NOT_ALLOWED", 2, 14]],
    ["a standard tag", "version: 1\ndescription: !!str x\nrules: []\n", ["TAG_NOT_ALLOWED", 2, 14]],
    ["a directive", "%YAML 1.1\n---\nversion: 1\nrules: []\n", ["DIRECTIVE_NOT_ALLOWED", 1, 1]],
    ["__proto__", "version: 1\nrules: []\n__proto__: {default: ALLOW}\n", ["FORBIDDEN_KEY", 3, 1]],
    ["two documents", "version: 1\nrules: []\n---\nversion: 1\n", ["YAML_SYNTAX", 3, 1]],
    ["a control character", "version: 1\ndescription: a\u0007b\nrules: []\n", ["YAML_SYNTAX", 2, 1]],
    ["an open bracket", "version: 1\nrules: [\n", ["YAML_SYNTAX", 3, 1]],
    ["an unknown field", "version: 1\ndefalt: ALLOW\nrules: []\n", ["UNKNOWN_FIELD", 2, 1]],
    ["an unknown field of a rule", rule(", whem: 'true'"), ["UNKNOWN_FIELD", 3, 68]],
    [
      "a missing field",
      "version: 1\nrules:\n  - id: a\n    principals: ['*']\n    capabilities: ['*']\n",
      ["MISSING_FIELD", 3, 5],
    ],
    ["another version", "version: 2\nrules: []\n", ["INVALID_VALUE", 1, 10]],
    ["an unknown action", "version: 1\ndefault: MAYBE\nrules: []\n", ["INVALID_VALUE", 2, 10]],
    ["a number for a list", "version: 1\nrules: 5\n", ["INVALID_VALUE", 2, 8]],
    [
      "a wildcard in the middle",
      rule("").replace('capabilities: ["*"]', "capabilities: [io.*.read]"),
      ["INVALID_VALUE", 3, 47],
    ],
    [
      "half a segment",
      rule("").replace('capabilities: ["*"]', "capabilities: [io.re*]"),
      ["INVALID_VALUE", 3, 47],
    ],
    [
      "a principal without kind",
      rule("").replace('principals: ["*"]', "principals: [demo]"),
      ["INVALID_VALUE", 3, 26],
    ],
    ["acceptRisk on a DENY", rule(", acceptRisk: HIGH").replace("ALLOW", "DENY"), ["INVALID_VALUE", 3, 79]],
    [
      "an approval on a DENY",
      rule(", obligations: {approval: {}}").replace("ALLOW", "DENY"),
      ["INVALID_VALUE", 3, 80],
    ],
    [
      "an approval that never ends",
      rule(", obligations: {approval: {expiresInMinutes: 99999}}"),
      ["INVALID_VALUE", 3, 111],
    ],
    ["an empty text", "", ["MISSING_FIELD", 1, 1]],
  ])("%s", (_, source, expected) => {
    const [first] = places(source);
    expect(first).toEqual(expected);
  });

  it("point at the rule id that is used already, and at its first use", () => {
    const twice = `${rule("")}\n  - {id: a, principals: ["*"], capabilities: ["*"], action: DENY}`;
    const [finding] = findingsOf(() => compilePolicy(twice));
    expect(finding).toMatchObject({ code: "DUPLICATE_RULE_ID", line: 4, column: 10 });
    expect(finding?.message).toBe("The rule id a is used on line 3 already.");
  });

  it("point into the condition, however it is written", () => {
    const head =
      "version: 1\nrules:\n  - id: a\n    principals: ['*']\n    capabilities: ['*']\n    action: ALLOW\n";
    expect(places(`${head}    when: args.x == 1 && arg.y == 2`)).toEqual([["CEL_TYPE", 7, 26]]);
    expect(places(`${head}    when: "args.x == 1 && arg.y == 2"`)).toEqual([["CEL_TYPE", 7, 27]]);
    expect(places(`${head}    when: |\n      args.x == 1\n      && arg.y == 2`)).toEqual([
      ["CEL_TYPE", 9, 10],
    ]);
    expect(places(`${head}    when: >\n      args.x == 1\n      && arg.y == 2`)).toEqual([
      ["CEL_TYPE", 7, 11],
    ]);
  });

  it("come together, one for each fault, each with a way to mend it", () => {
    const source =
      "version: 3\ndefalt: ALLOW\nrules:\n  - {id: 'a b', principals: [], capabilities: ['*'], action: NO}";
    const findings = findingsOf(() => compilePolicy(source));
    expect(findings.map((finding) => finding.line)).toEqual([1, 2, 4, 4, 4]);
    for (const finding of findings) expect(finding.fix).toMatch(/\S.*[.?]$/);
    expect(findings[1]?.fix).toBe("Did you mean default?");
  });

  it("are an expected failure of the product", () => {
    const run = () => compilePolicy("version: 2\nrules: []\n");
    expect(run).toThrow(PolicyError);
    expect(run).toThrow(DomainError);
    expect(run).toThrow("Line 1, column 10: version is not one of the allowed values. Write 1.");
  });
});

describe("hostile documents", () => {
  const many = (count: number, of: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => of(n)).join("\n");
  it.each<[string, string, string]>([
    ["an alias bomb", `a: &a [x, x]\n${many(40, (n) => `b${n}: &b${n} [*a, *a]`)}`, "ALIAS_NOT_ALLOWED"],
    ["5 MB", "a".repeat(5_000_000), "TOO_LARGE"],
    ["256 KB in three-byte characters", "€".repeat(90_000), "TOO_LARGE"],
    ["250,000 open brackets", "[".repeat(250_000), "TOO_DEEP"],
    ["125,000 nested items", "- ".repeat(125_000), "TOO_DEEP"],
    ["125,000 nested keys", "? ".repeat(125_000), "TOO_DEEP"],
    ["60,000 nested objects", "{a: ".repeat(60_000), "TOO_DEEP"],
    ["700 levels by indentation", many(700, (n) => `${" ".repeat(n)}a:`), "TOO_DEEP"],
    ["250,000 commas", `[${",".repeat(250_000)}]`, "YAML_SYNTAX"],
    ["240,000 empty lines", `a:${"\n".repeat(240_000)}`, "TOO_LARGE"],
    ["11,000 comments", `${many(11_000, () => "# x")}\nversion: 1`, "TOO_LARGE"],
    ["2,000 rules that say nothing", `rules:\n${many(2_000, (n) => `  - k: ${n}`)}`, "UNKNOWN_FIELD"],
    ["60,000 anchors", "&a ".repeat(60_000), "ALIAS_NOT_ALLOWED"],
    ["900 distinct keys", many(900, (n) => `key${n}: 1`), "UNKNOWN_FIELD"],
    ["900 equal keys", many(900, () => "key: 1"), "DUPLICATE_KEY"],
    ["20,000 distinct keys", many(20_000, (n) => `key${n}: 1`), "TOO_LARGE"],
    ["10,000 headers of block scalars", many(10_000, (n) => `k${n}: |9-`), "TOO_LARGE"],
    ["20,000 keys of a rule", `rules:\n  - id: x\n${many(20_000, (n) => `    k${n}: 1`)}`, "TOO_LARGE"],
    ["20,000 keys in braces", `{${many(20_000, (n) => `k${n}: 1,`)}}`, "TOO_LARGE"],
    ["20,000 items of a list", `rules:\n${many(20_000, () => "  - x")}`, "TOO_LARGE"],
    ["10,000 rules of one field", `rules:\n${many(10_000, (n) => `  - id: r${n}`)}`, "TOO_LARGE"],
    ["20,000 documents", many(20_000, () => "---"), "TOO_LARGE"],
    [
      "3,000 rules",
      `version: 1\nrules:\n${many(3_000, (n) => `- {id: r${n}, principals: ['*'], capabilities: ['*'], action: DENY}`)}`,
      "TOO_MANY_RULES",
    ],
  ])("%s", (_, source, code) => {
    const begin = process.cpuUsage();
    const findings = findingsOf(() => compilePolicy(source));
    // Cold code on a busy machine. What grows with the square of the size takes ten times as long.
    expect(process.cpuUsage(begin).user / 1_000).toBeLessThan(2_000);
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings.length).toBeLessThanOrEqual(50);
  });

  it("leave Object as it was", () => {
    findingsOf(() => compilePolicy("version: 1\nrules: []\n__proto__: {polluted: 1}\n"));
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("a compiled policy", () => {
  it("knows the line of each rule", () => {
    const lines = compilePolicy(
      "version: 1\nrules:\n  - id: a\n    principals: ['*']\n    capabilities: ['*']\n    action: DENY\n\n  - {id: b, principals: ['*'], capabilities: ['*'], action: DENY}",
    ).lines;
    expect([...lines]).toEqual([
      ["a", 3],
      ["b", 8],
    ]);
  });

  it("takes 2,000 rules with every field on lines of their own", () => {
    const lists = "principals:\n  - 'agent:*'\n  capabilities:\n  - io.a\n  environments:\n  - production";
    const rules = Array.from({ length: 2_000 }, (_, n) => `- id: r${n}\n  ${lists}\n  action: DENY`);
    expect(compilePolicy(`version: 1\nrules:\n${rules.join("\n")}`).rules).toHaveLength(2_000);
  });

  it("takes 9,000 comments and empty lines", () => {
    const source = `${"# why\n\n".repeat(4_500)}version: 1\nrules: []`;
    expect(compilePolicy(source).rules).toEqual([]);
  });

  it("takes 2,000 rules", () => {
    const rules = Array.from(
      { length: 2_000 },
      (_, n) => `- {id: r${n}, principals: ['agent:*'], capabilities: [io.r${n}], action: DENY}`,
    );
    expect(compilePolicy(`version: 1\nrules:\n${rules.join("\n")}`).rules).toHaveLength(2_000);
  });
});
