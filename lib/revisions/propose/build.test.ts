import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ApprovedSamples } from "../../approvals";
import type { JsonObject } from "../../platform/json";
import { checkPolicy, compilePolicy, type Catalog, type RiskLevel } from "../../policy";
import { buildProposal } from "./build";
import { insertRule } from "./insert-rule";

const read = (name: string) => readFileSync(new URL(`../../../deploy/demo/${name}`, import.meta.url), "utf8");
const demo = { id: "r", number: 1, document: read("policy.yaml"), tests: read("policy.tests.yaml") };

function catalog(risk: RiskLevel = "MEDIUM", tools = ["write_file"]): Catalog {
  const capability = (tool: string) => ({
    ...{ name: `io.fs.${tool}`, upstream: "io.fs", operation: "WRITE", riskLevel: risk, reversible: true },
    ...{ scope: "the sandbox folder", idempotent: false, requiresApproval: false },
    inputSchema: {
      type: "object",
      properties: { path: { type: "string" }, content: { type: "string" }, amount: { type: "integer" } },
    },
  });
  return {
    principals: ["agent:demo"],
    capabilities: tools.map(capability),
    environments: ["production"],
    tenant: { id: "t", slug: "demo" },
  };
}

function samples(
  args: readonly JsonObject[],
  ruleId: string | null = "changes-need-a-reviewer",
): ApprovedSamples {
  const n = args.length;
  return {
    candidate: {
      ...{ ruleId, capability: "io.fs.write_file", agent: "demo", riskLevel: "MEDIUM" },
      ...{ decided: n, approved: n },
    },
    environment: "production",
    samples: args.map((each, k) => ({
      ...{ callId: String(k), arguments: each, context: null, sessionKind: "mcp" },
      decidedAt: new Date(Date.parse("2026-11-21T10:00:00Z") - k * 60_000),
    })),
  };
}

const reports = Array.from({ length: 98 }, (_, n) => ({
  path: `notes/r-${n}.md`,
  content: `# ${n}`,
  amount: n,
}));
const policy = (rules: string) => ({
  ...{ id: "r", number: 1, tests: "" },
  document: `version: 1\nrules:\n${rules}`,
});
const asking = (more: string) =>
  policy(
    `  - { id: asks, principals: ["agent:demo"], capabilities: [io.fs.*], action: REQUIRE_APPROVAL${more} }\n`,
  );

describe("a proposed rule", () => {
  it("stands before the rule that asks, in the policy as it is written, with tests that pass", () => {
    const built = buildProposal(demo, catalog(), samples(reports));
    expect(built.rule.id).toBe("usual-io.fs.write_file");
    const lines = demo.document.split("\n");
    const written = built.document.split("\n");
    // Nothing of what people wrote is touched: taking the new lines away leaves the old text.
    const at = written.indexOf("  - id: usual-io.fs.write_file");
    const added = written.length - lines.length;
    expect([...written.slice(0, at), ...written.slice(at + added)]).toEqual(lines);
    const ids = compilePolicy(built.document).rules.map(({ id }) => id);
    expect(ids.indexOf(built.rule.id) + 1).toBe(ids.indexOf("changes-need-a-reviewer"));
    const report = checkPolicy({ document: built.document, tests: built.tests, catalog: catalog() });
    const ours = report.tests?.results.filter(({ name }) =>
      /as people approved it|goes beyond that/.test(name),
    );
    expect(ours?.map(({ status, actual }) => [status, actual?.action])).toEqual([
      ["passed", "ALLOW"],
      ["passed", "ALLOW"],
      ["passed", "REQUIRE_APPROVAL"],
    ]);
    const found = report.gates.flatMap(({ findings }) => findings);
    expect(found.filter(({ ruleId }) => ruleId === built.rule.id)).toEqual([]);
  });

  it("lets pass what was approved and asks about the next thing", () => {
    const { rule } = buildProposal(demo, catalog(), samples(reports));
    expect(rule.principals).toEqual(["agent:demo"]);
    expect(rule.capabilities).toEqual(["io.fs.write_file"]);
    expect(rule.when).toContain("args.amount <= 97");
    expect(rule.when).toContain('args.path.startsWith("notes/")');
    expect(rule.reason).toContain("98 of 98");
  });

  it("takes over what the asking rule demands besides asking, and asks where that does not", () => {
    const built = buildProposal(
      asking(
        ', environments: [production], when: "!has(args.force)", obligations: { rateLimit: { calls: 5, perSeconds: 60 }, redact: [/result/token], approval: { chain: reviewer } }',
      ),
      catalog(),
      samples(reports, "asks"),
    );
    expect(built.rule).toMatchObject({
      environments: ["production"],
      obligations: { rateLimit: { calls: 5, perSeconds: 60 }, redact: ["/result/token"] },
    });
    expect(built.rule.obligations).not.toHaveProperty("approval");
    expect(built.rule.when).toMatch(/&&\n\(!has\(args\.force\)\)$/);
  });

  it("may stand in for a policy that asks by default", () => {
    const published = {
      ...policy(`  - { id: x, principals: ["*"], capabilities: [a.b], action: DENY, reason: No. }\n`),
    };
    const document = published.document.replace("rules:", "default: REQUIRE_APPROVAL\nrules:");
    const built = buildProposal({ ...published, document }, catalog(), samples(reports, null));
    expect(compilePolicy(built.document).rules.map(({ id }) => id)).toEqual(["x", built.rule.id]);
  });

  it.each<[string, typeof demo, Catalog, ApprovedSamples]>([
    ["has no rule gone", demo, catalog(), samples(reports, "gone")],
    ["does not ask by itself", demo, catalog(), samples(reports, "reading-is-free")],
    [
      "keeps arguments out of records",
      asking(", obligations: { redact: [/arguments/content] }"),
      catalog(),
      samples(reports, "asks"),
    ],
    ["not in the registry", demo, catalog("LOW", ["move_file"]), samples(reports)],
    ["differ too much", demo, catalog(), samples([{ path: "a" }, { path: 1 }])],
    ["more than the arguments", asking(', when: "session.calls > 5"'), catalog(), samples(reports, "asks")],
  ])("is not made where it %s", (why, published, names, given) => {
    expect(() => buildProposal(published, names, given)).toThrow(why);
  });

  it.each<RiskLevel>(["HIGH", "CRITICAL"])(
    "is never made for what is %s, because the engine would ask anyway",
    (risk) => {
      expect(() => buildProposal(demo, catalog(risk), samples(reports))).toThrow("no test can show");
    },
  );

  it("counts the policy's own tests that it contradicts", () => {
    const tests = `version: 1
tests:
  - name: a write waits
    given: { principal: agent:demo, capability: io.fs.write_file, args: { path: notes/r-1.md, content: "# 1", amount: 1 } }
    expect: { action: REQUIRE_APPROVAL }
`;
    const built = buildProposal({ ...asking(""), tests }, catalog(), samples(reports, "asks"));
    expect(built.contradicted).toBe(1);
    expect(buildProposal(demo, catalog(), samples(reports)).contradicted).toBe(0);
  });
});

describe("inserting a rule", () => {
  const rule = {
    id: "new",
    principals: ["*"],
    capabilities: ["a.b"],
    action: "ALLOW" as const,
    when: "a &&\nb",
  };
  it.each([
    ["rules: [{ id: old, principals: [a:b], capabilities: [x.y], action: DENY }]\n"],
    ["rules:\n- id: old\n  principals: [a:b]\n"],
    ["rules:\n  # Why it is there.\n  - id: old # so\n    principals: [a:b]\n\n  - id: last\n"],
    ["rules:\n    - { id: old, principals: [a:b] }\n"],
  ])("goes before the other, however that is written: %j", (text) => {
    const inserted = insertRule(text, rule, "old");
    expect(inserted.indexOf("id: new")).toBeLessThan(inserted.indexOf("id: old"));
    expect(inserted).toContain("when: |-\n");
    if (text.includes("Why")) expect(inserted).toContain("  # Why it is there.\n  - id: old # so");
  });
});
