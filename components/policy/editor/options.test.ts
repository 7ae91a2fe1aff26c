import { describe, expect, test } from "vitest";
import { celTokens } from "./cel-tokens";
import type { StudioCatalog } from "./catalog";
import { formatYaml } from "./format";
import { optionsAt } from "./options";

const argument = (name: string, type = "string") => ({ name, type, required: true, description: "" });
const CATALOG: StudioCatalog = {
  principals: ["agent:demo", "agent:other"],
  capabilities: [
    { name: "io.fs.read_file", riskLevel: "LOW", operation: "READ", args: [argument("path")] },
    {
      name: "io.fs.move_file",
      riskLevel: null,
      operation: "WRITE",
      args: [argument("path"), argument("to")],
    },
    { name: "pay.refund", riskLevel: "HIGH", operation: "WRITE", args: [argument("amount", "number")] },
  ],
  environments: ["preview", "production"],
  chains: ["two-admins"],
  variables: { principal: { id: "string", name: "string" }, session: { calls: "int" } },
};

function labels(text: string, ruleIds?: string[]): string[] {
  return (optionsAt(text.replace("‸", ""), text.indexOf("‸"), CATALOG, ruleIds)?.options ?? []).map(
    ({ label }) => label,
  );
}
const rule = (rest: string) => `rules:\n  - id: a\n    capabilities: [io.fs.*]\n${rest}`;

describe("completion", () => {
  test("offers the arguments of what the rule is about, and says which not all have", () => {
    expect(labels(rule("    when: args.‸"))).toEqual(["path", "to"]);
    const text = rule("    when: args.t");
    expect(optionsAt(text, text.length, CATALOG)?.options[1]).toMatchObject({
      label: "to",
      detail: "string, in 1 of 2",
    });
  });

  test("offers variables, their fields, and what texts and lists can do", () => {
    expect(labels(rule("    when: p‸"))).toContain("principal");
    expect(labels(rule("    when: principal.na‸"))).toEqual(["id", "name"]);
    expect(labels(rule("    when: args.path.st‸"))).toContain("startsWith()");
    expect(labels(rule("    when: args.path == ‸"))).toEqual([]);
  });

  test("offers names and patterns that name something today", () => {
    expect(labels(rule("    principals: [a‸"))).toEqual(["agent:demo", "agent:other", "agent:*", "*"]);
    expect(labels("rules:\n  - capabilities:\n      - io‸")).toEqual([
      "io.fs.read_file",
      "io.fs.move_file",
      "pay.refund",
      "io.*",
      "pay.*",
      "io.fs.*",
    ]);
  });

  test("offers the fields that aren't there yet, and the words of those that have few", () => {
    expect(labels(rule("    ‸"))).not.toContain("capabilities: ");
    expect(labels(rule("    ‸"))).toContain("reason: ");
    expect(labels(rule("    action: ‸"))).toEqual(["ALLOW", "DENY", "REQUIRE_APPROVAL"]);
    expect(labels("tests:\n  - name: a\n    expect:\n      rule: ‸", ["x", "y"])).toEqual(["x", "y"]);
    expect(labels(rule("    description: so‸"))).toEqual([]);
  });
});

describe("the colours of a condition", () => {
  const kinds = (text: string) =>
    celTokens(text, new Set(["args"])).map(({ from, to, kind }) => `${kind}:${text.slice(from, to)}`);

  test("tell variables, texts, numbers, words and calls apart", () => {
    expect(kinds(`args.path.startsWith("/args") && 1.5 > size(x) || true // args`)).toEqual([
      "variable:args",
      "function:.startsWith",
      'string:"/args"',
      "number:1.5",
      "function:size",
      "keyword:true",
    ]);
    expect(kinds(`p.matches(r'(?i)\\.env') in "open`)).toEqual([
      "function:.matches",
      "string:r'(?i)\\.env'",
      "keyword:in",
      'string:"open',
    ]);
  });
});

describe("formatting", () => {
  test("lays the text out and keeps its comments", () => {
    expect(formatYaml("# top\nrules:\n-   id:   a # one\n    principals: [ 'x',   \"y\" ]\n")).toEqual({
      ok: true,
      text: "# top\nrules:\n  - id: a # one\n    principals: ['x', \"y\"]\n",
    });
  });

  test("leaves a text with faults as it is, and says where", () => {
    expect(formatYaml("a: [1\nb: 2\n")).toMatchObject({
      ok: false,
      problem: expect.stringContaining("Line") as string,
    });
  });
});
