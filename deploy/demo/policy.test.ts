import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CapabilitySpec } from "../../lib/capabilities";
import { checkPolicy, type Catalog } from "../../lib/policy";
import { DEMO_CAPABILITIES } from "./capabilities";
import { WORK_SPECS } from "./work-capabilities";

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

/** The reviewed registry, as the seed fills it; of the schemas only that they take anything. */
const CATALOG: Catalog = {
  principals: ["agent:demo"],
  environments: ["production"],
  tenant: { id: "0190a000-0000-7000-8000-00000000d301", slug: "demo" },
  capabilities: Object.entries({ "io.fs": DEMO_CAPABILITIES, ...WORK_SPECS }).flatMap(([upstream, specs]) =>
    Object.entries<CapabilitySpec>(specs).map(([tool, spec]) => ({
      name: `${upstream}.${tool}`,
      upstream,
      operation: spec.operation,
      riskLevel: spec.risk.level,
      reversible: spec.sideEffects.reversible,
      scope: spec.sideEffects.scope,
      idempotent: spec.idempotent,
      requiresApproval: spec.risk.requiresApproval,
      inputSchema: { type: "object" },
    })),
  ),
};

test("the demo policy passes its own tests and every gate that publishing asks for", () => {
  const report = checkPolicy({
    document: read("policy.yaml"),
    tests: read("policy.tests.yaml"),
    catalog: CATALOG,
    coverageFloor: 90,
  });
  expect(report.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(report.tests?.failed).toBe(0);
  expect(report.tests?.coverage.percent).toBe(100);
  expect(report.ok).toBe(true);
});
