import { describe, expect, it } from "vitest";
import type { Catalog, CheckReport, GateId } from "../check-types";
import { request } from "../testing";
import type { RiskLevel } from "../types";
import { checkPolicy, EMPTY_CATALOG, parseCatalog } from "./index";

function capability(name: string, operation: string, riskLevel: RiskLevel | null) {
  const inputSchema = {
    type: "object",
    properties: { path: { type: "string" } },
    additionalProperties: false,
  };
  return { ...request({ capability: { name, operation, riskLevel } }).capability, inputSchema };
}

const CATALOG: Catalog = {
  principals: ["agent:demo"],
  environments: ["production"],
  tenant: { id: "t", slug: "demo" },
  capabilities: [
    capability("io.fs.read_file", "READ", "LOW"),
    capability("io.fs.write_file", "WRITE", "HIGH"),
    capability("io.fs.format", "WRITE", "CRITICAL"),
    capability("io.fs.new_tool", "READ", null),
  ],
};

const GOOD = `version: 1
rules:
  - id: no-writes
    principals: ["agent:*"]
    capabilities: [io.fs.write_file]
    action: DENY
    reason: Writing is not allowed.
  - id: reads
    principals: ["agent:demo"]
    capabilities:
      - io.fs.read_file
    action: ALLOW
`;
const TESTS = `version: 1
tests:
  - name: a write is refused
    given: { principal: agent:demo, capability: io.fs.write_file }
    expect: { action: DENY, rule: no-writes }
  - name: a read runs
    given: { principal: agent:demo, capability: io.fs.read_file }
    expect: { action: ALLOW, rule: reads }
`;

function check(document: string, tests = TESTS, coverageFloor = 90): CheckReport {
  return checkPolicy({ document, tests, catalog: CATALOG, coverageFloor });
}

function statuses(report: CheckReport): string {
  return report.gates.map(({ status }) => status).join(" ");
}

function findingsOf(report: CheckReport, gate: GateId) {
  return report.gates.find(({ id }) => id === gate)?.findings ?? [];
}

describe("an approval chain that a rule names", () => {
  const naming = (chain: string) =>
    GOOD.replace(
      "    action: ALLOW",
      `    action: REQUIRE_APPROVAL\n    obligations: { approval: { chain: ${chain} } }`,
    );
  const checked = (chain: string, catalog: Catalog) => {
    const tests = TESTS.replace("action: ALLOW", "action: REQUIRE_APPROVAL");
    return checkPolicy({ document: naming(chain), tests, catalog });
  };

  it("passes where it is built in or the tenant's own", () => {
    expect(checked("two-admins", CATALOG).findings).toEqual([]);
    expect(checked("finance", { ...CATALOG, chains: ["finance"] }).findings).toEqual([]);
  });

  it("is an error where the tenant has no such chain, at the place of its name", () => {
    const report = checked("finanse", { ...CATALOG, chains: ["finance"] });
    expect(report.ok).toBe(false);
    expect(report.findings).toEqual([
      {
        code: "UNKNOWN_CHAIN",
        severity: "error",
        source: "document",
        line: 13,
        column: 39,
        ruleId: "reads",
        message:
          "Rule reads asks the approval chain finanse, which does not exist here: its calls would be denied.",
        fix: "Did you mean finance?",
      },
    ]);
  });

  it("is only a warning where nobody knows which chains there are", () => {
    const report = checked("finance", CATALOG);
    expect(report.ok).toBe(true);
    expect(report.findings).toMatchObject([{ code: "UNKNOWN_CHAIN", severity: "warning" }]);
    expect(checked("finance", parseCatalog('{"chains": []}')).ok).toBe(false);
  });
});

describe("the gates", () => {
  it("let a good draft through", () => {
    const report = check(GOOD);
    expect(report.findings).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(report.testsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(report.gates.map(({ id }) => id)).toEqual([
      "schema",
      "types",
      "reachability",
      "risk",
      "reasons",
      "tests",
      "coverage",
    ]);
  });

  it("stop at a document that can't be read", () => {
    const report = check(GOOD.replace("action: ALLOW", "acton: ALLOW"));
    expect(statuses(report)).toBe("failed not_run not_run not_run not_run not_run not_run");
    expect(report).toMatchObject({ ok: false, hash: null, tests: null });
    expect(report.findings[0]).toMatchObject({ code: "MISSING_FIELD", source: "document", line: 8 });
  });

  it("stop at a condition that doesn't compile, which is a matter of types", () => {
    const report = check(GOOD.replace("action: ALLOW", "when: capability.opration == 1\n    action: ALLOW"));
    expect(statuses(report)).toBe("passed failed not_run not_run not_run not_run not_run");
    expect(report.findings[0]).toMatchObject({ code: "CEL_TYPE", line: 12, fix: "Did you mean operation?" });
  });

  it("hold arguments against the tools' schemas", () => {
    const report = check(GOOD.replace("action: ALLOW", 'when: args.pth == "x"\n    action: ALLOW'));
    expect(findingsOf(report, "types")).toMatchObject([
      { code: "CEL_TYPE", line: 12, ruleId: "reads", fix: "Did you mean path?" },
    ]);
    expect(report.ok).toBe(false);
  });

  it("find a rule that never decides, and say by which", () => {
    const report =
      check(`${GOOD}  - {id: late, principals: ["*"], capabilities: [io.fs.read_file], action: ALLOW}
  - {id: later, principals: ["agent:demo"], capabilities: [io.fs.read_file], action: ALLOW}
`);
    expect(findingsOf(report, "reachability")).toMatchObject([
      {
        code: "RULE_UNREACHABLE",
        severity: "error",
        line: 14,
        ruleId: "later",
        message: "Rule later never decides anything: rule reads decides always before it.",
      },
    ]);
    // It can't be covered, so it isn't counted.
    expect(report.tests?.coverage.total).toBe(3);
  });

  it("find a pattern under which a rule never decides", () => {
    const report = check(GOOD.replace("- io.fs.read_file", "- io.fs.read_file\n      - io.fs.write_file"));
    expect(findingsOf(report, "reachability")).toMatchObject([
      { code: "RULE_SHADOWED", severity: "warning", line: 12, column: 9, ruleId: "reads" },
    ]);
    expect(report.ok).toBe(true);
  });

  it("warn of names that the registry doesn't have, with the nearest", () => {
    const report = check(GOOD.replace("- io.fs.read_file", "- io.fs.read_file\n      - io.fs.raed_file"));
    expect(findingsOf(report, "reachability")).toMatchObject([
      {
        code: "PATTERN_MATCHES_NOTHING",
        severity: "warning",
        line: 12,
        fix: "Did you mean io.fs.read_file?",
      },
    ]);
    const unknown = checkPolicy({ document: GOOD, tests: "", catalog: EMPTY_CATALOG });
    expect(findingsOf(unknown, "reachability")).toEqual([]);
  });

  it("warn of a wildcard that allows what is risky, and refuse it with acceptRisk", () => {
    const wild = GOOD.replace("- io.fs.read_file", '- "io.fs.*"');
    const [warning] = findingsOf(check(wild), "risk");
    expect(warning).toMatchObject({ code: "RISKY_WILDCARD", severity: "warning", line: 11, column: 10 });
    expect(warning?.message).toContain(
      "io.fs.write_file (HIGH), io.fs.format (CRITICAL), io.fs.new_tool (not rated, so HIGH)",
    );
    const accepting = check(wild.replace("action: ALLOW", "action: ALLOW\n    acceptRisk: HIGH"));
    expect(findingsOf(accepting, "risk")).toMatchObject([{ severity: "error" }]);
    expect(accepting.ok).toBe(false);
  });

  it("see that a condition keeps what is risky out", () => {
    const kept = GOOD.replace("- io.fs.read_file", '- "io.fs.*"').replace(
      "action: ALLOW",
      'when: capability.risk in ["LOW", "MEDIUM"] && args.path != "x"\n    action: ALLOW',
    );
    expect(findingsOf(check(kept), "risk")).toEqual([]);
  });

  it("refuse a refusal without a reason", () => {
    const report = check(GOOD.replace("    reason: Writing is not allowed.\n", ""));
    expect(findingsOf(report, "reasons")).toMatchObject([
      { code: "REASON_MISSING", severity: "error", line: 3, column: 5, ruleId: "no-writes" },
    ]);
  });

  it("show each test that fails, where it is written", () => {
    const report = check(
      GOOD,
      TESTS.replace("expect: { action: ALLOW, rule: reads }", "expect: { action: DENY }"),
    );
    expect(findingsOf(report, "tests")).toMatchObject([
      { code: "TEST_FAILED", source: "tests", line: 6, column: 5, ruleId: "reads" },
    ]);
    expect(report.ok).toBe(false);
  });

  it("show faults of the tests' text, and then know no coverage", () => {
    const report = check(GOOD, TESTS.replace("version: 1", "version: 3"));
    expect(statuses(report)).toBe("passed passed passed passed passed failed not_run");
    expect(report.findings).toMatchObject([{ source: "tests", line: 1 }]);
  });

  it("ask for tests where there are none", () => {
    const codes = check(GOOD, "").findings.map(({ code }) => code);
    expect(codes).toEqual(["NO_TESTS", "COVERAGE_LOW", "RULE_UNTESTED", "RULE_UNTESTED"]);
  });

  it("let an empty policy through, which needs no tests", () => {
    expect(check("version: 1\nrules: []\n", "").ok).toBe(true);
  });

  it("ask for as much coverage as they are told", () => {
    const half = TESTS.slice(0, TESTS.indexOf("  - name: a read"));
    expect(check(GOOD, half, 51).ok).toBe(false);
    const enough = check(GOOD, half, 50);
    expect(enough.ok).toBe(true);
    expect(findingsOf(enough, "coverage")).toMatchObject([
      { code: "RULE_UNTESTED", severity: "warning", line: 8, ruleId: "reads" },
    ]);
  });
});

describe("a catalog file", () => {
  it("takes what is left out as the most careful reading of it", () => {
    expect(parseCatalog('{"capabilities": [{"name": "x"}]}').capabilities[0]).toMatchObject({
      operation: "WRITE",
      riskLevel: null,
      reversible: false,
    });
  });

  it.each(["[]", "{", '{"capabilities": [{"name": "x", "riskLevel": "SMALL"}]}', '{"agents": []}'])(
    "is refused where it is none: %s",
    (text) => {
      expect(() => parseCatalog(text)).toThrow();
    },
  );
});
