import { describe, expect, it } from "vitest";
import { checkPolicy } from "../check";
import type { Catalog } from "../check-types";
import { request } from "../testing";
import type { RiskLevel } from "../types";
import { instantiateTemplate, listTemplates } from "./index";

function capability(name: string, operation: string, riskLevel: RiskLevel) {
  return { ...request({ capability: { name, operation, riskLevel } }).capability, inputSchema: {} };
}

/** What each template meets in life: some names under its prefix, of all risks. */
function catalogFor(prefix: string, principal: string): Catalog {
  const tools: [string, string, RiskLevel][] = [
    ["list_items", "READ", "LOW"],
    ["export_items", "READ", "HIGH"],
    ["update_item", "WRITE", "MEDIUM"],
    ["delete_item", "DELETE", "CRITICAL"],
    ["refund", "WRITE", "HIGH"],
    ["pay", "WRITE", "CRITICAL"],
    ["deploy", "EXECUTE", "HIGH"],
    ["rollback", "EXECUTE", "HIGH"],
    ["edit_file", "WRITE", "HIGH"],
    ["write_file", "WRITE", "HIGH"],
    ["create_directory", "WRITE", "MEDIUM"],
    ["move_file", "WRITE", "HIGH"],
  ];
  return {
    principals: [principal],
    environments: ["preview", "staging", "production"],
    tenant: { id: "t", slug: "demo" },
    capabilities: tools.map(([name, operation, risk]) => capability(`${prefix}.${name}`, operation, risk)),
  };
}

/** Other values than the defaults, for each parameter that any template has. */
const OTHERS: Readonly<Record<string, string>> = {
  principal: "agent:team:one",
  prefix: "very.deep.place",
  minutes: "90",
  label: "personal",
  from: "2027-03-01T22:00:00Z",
  until: "2027-03-02T02:00:00Z",
  calls: "3",
  small: "10",
  large: "20",
  ceiling: "30",
  currency: "USD",
  opens: "09",
  closes: "17",
};

describe("the template library", () => {
  it("has eight templates, each with a risk, a use and described parameters", () => {
    const templates = listTemplates();
    expect(templates.map(({ id }) => id)).toEqual([
      "read-only",
      "writes-with-approval",
      "mcp-filesystem",
      "strict-pii",
      "database-maintenance",
      "release-train",
      "payments-with-limits",
      "break-glass",
    ]);
    for (const { useCase, description, parameters } of templates) {
      expect(useCase.length).toBeGreaterThan(10);
      expect(description.length).toBeGreaterThan(10);
      expect(parameters.every((one) => one.label && one.description && one.default)).toBe(true);
    }
  });

  describe.each(listTemplates())("$id", ({ id, parameters }) => {
    const standard = (name: string) => parameters.find((one) => one.name === name)?.default ?? "";
    const others = Object.fromEntries(parameters.map(({ name }) => [name, OTHERS[name] ?? ""]));

    it.each([
      ["its defaults", {}, standard("prefix"), "agent:demo"],
      ["other values", others, OTHERS.prefix ?? "", OTHERS.principal ?? ""],
    ])("passes every gate with %s", (_, values, prefix, principal) => {
      const report = checkPolicy({
        ...instantiateTemplate(id, values),
        catalog: catalogFor(prefix, principal),
      });
      expect(report.findings).toEqual([]);
      expect(report.gates.map(({ status }) => status)).toEqual(report.gates.map(() => "passed"));
      expect(report.ok).toBe(true);
      expect(report.tests?.coverage.percent).toBe(100);
    });

    it("leaves no placeholder behind", () => {
      const { document, tests } = instantiateTemplate(id, others);
      expect(document + tests).not.toMatch(/\{\{|\}\}(?!")/);
    });
  });
});

describe("a template's parameters", () => {
  it.each([
    ["principal", 'agent:x"], capabilities: ["*'],
    ["principal", "*"],
    ["prefix", "io.*"],
    ["prefix", "io\n  - id: evil"],
    ["prefix", ""],
  ])("refuses %s %j", (name, value) => {
    expect(() => instantiateTemplate("read-only", { [name]: value })).toThrow(/has to be/);
  });

  it("names the parameter that was meant", () => {
    expect(() => instantiateTemplate("read-only", { prefx: "io" })).toThrow("Did you mean prefix?");
  });

  it("names the template that was meant", () => {
    expect(() => instantiateTemplate("readonly", {})).toThrow("Did you mean read-only?");
  });
});
