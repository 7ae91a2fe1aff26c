import { sha256 } from "../../platform/json";
import { typeCheckArgs } from "../check-args";
import type { Catalog, CheckReport, Gate, PolicyFinding, TestRun } from "../check-types";
import { type CompiledPolicy, compilePolicy } from "../compile";
import { PolicyError } from "../errors";
import { findDeadRules } from "../semantics";
import { parseTests, type PolicyTests, runTests } from "../tests";
import { chainFindings } from "./chains";
import { faultOf, GATE_ORDER, gateOf, notRun } from "./gates";
import { Places } from "./places";
import { reachabilityFindings } from "./reachability";
import { riskFindings } from "./risk";
import { coverageGate, testsGate } from "./test-gates";

/** The share of reachable rules, in percent, that tests have to reach. */
export const DEFAULT_COVERAGE_FLOOR = 90;

/**
 * Puts a draft and its tests through all quality gates. Pure, never throws for what the texts say, and quick
 * enough to run while somebody types. `ok` says that no gate failed; impact on real calls is not among them.
 */
export function checkPolicy(input: {
  document: string;
  tests: string;
  catalog: Catalog;
  coverageFloor?: number;
}): CheckReport {
  const { document, catalog, coverageFloor = DEFAULT_COVERAGE_FLOOR } = input;
  const testsHash = sha256(input.tests);
  const policy = attempt(() => compilePolicy(document));
  if (policy instanceof PolicyError) return reportOf(null, testsHash, unreadable(policy), null);
  const tests = attempt(() => parseTests(input.tests));
  const { gates, run } = runGates(document, policy, tests, catalog, coverageFloor);
  return reportOf(policy.hash, testsHash, gates, run);
}

function runGates(
  document: string,
  policy: CompiledPolicy,
  tests: PolicyTests | PolicyError,
  catalog: Catalog,
  coverageFloor: number,
): { gates: Gate[]; run: TestRun | null } {
  const places = new Places(document, policy);
  const dead = findDeadRules(policy, catalog);
  const unreachable = new Set(dead.unreachable.map(({ ruleId }) => ruleId));
  const gates = [
    gateOf("schema", [], `${policy.rules.length} rules are well formed.`),
    gateOf("types", typeCheckArgs(policy, catalog), "All conditions fit the types they read."),
    gateOf(
      "reachability",
      [...reachabilityFindings(policy, dead, catalog, places), ...chainFindings(policy, catalog, places)],
      "Every rule can decide some call.",
    ),
    gateOf("risk", riskFindings(policy, catalog, places), "No wildcard allows what is risky."),
    gateOf("reasons", missingReasons(policy, places), "Every refusal says why."),
  ];
  if (tests instanceof PolicyError) {
    const faults = tests.findings.map((finding) => faultOf("tests", finding));
    gates.push(gateOf("tests", faults, ""), notRun("coverage", "The tests can't be read."));
    return { gates, run: null };
  }
  const run = runTests(policy, tests, catalog, unreachable);
  gates.push(testsGate(run, tests.tests), coverageGate(run, unreachable, coverageFloor, places));
  return { gates, run };
}

/** The agent is told the reason, so a refusal without one leaves it guessing. */
function missingReasons(policy: CompiledPolicy, places: Places): PolicyFinding[] {
  return policy.document.rules
    .filter(({ action, reason }) => action === "DENY" && reason === undefined)
    .map(({ id }): PolicyFinding => ({
      code: "REASON_MISSING",
      severity: "error",
      ...places.rule(id),
      message: `Rule ${id} denies without a reason, so the agent isn't told why.`,
      fix: "Add reason: one sentence that says what is refused and what to do instead.",
      ruleId: id,
    }));
}

/** A condition that doesn't compile is a fault of the second gate; all else is one of the first. */
function unreadable(error: PolicyError): Gate[] {
  const faults = error.findings.map((finding) => faultOf("document", finding));
  const isType = faults.every(({ code }) => code.startsWith("CEL_"));
  const failed = isType
    ? [gateOf("schema", [], "The document is well formed."), gateOf("types", faults, "")]
    : [gateOf("schema", faults, "")];
  const rest = GATE_ORDER.slice(failed.length).map((id) => notRun(id, "The document can't be read."));
  return [...failed, ...rest];
}

function reportOf(hash: string | null, testsHash: string, gates: Gate[], tests: TestRun | null): CheckReport {
  const ok = gates.every(({ status }) => status === "passed" || status === "warning");
  return { hash, testsHash, gates, findings: gates.flatMap(({ findings }) => findings), tests, ok };
}

function attempt<T>(run: () => T): T | PolicyError {
  try {
    return run();
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
}
