import type { Gate, PolicyFinding, TestRun } from "../check-types";
import type { LocatedTest } from "../tests";
import { gateOf } from "./gates";
import type { Places } from "./places";

/** The results of the policy's own tests. */
export function testsGate(run: TestRun, tests: readonly LocatedTest[]): Gate {
  const columns = new Map(tests.map(({ name, column }) => [name, column]));
  const findings = run.results
    .filter(({ status }) => status !== "passed")
    .map(({ name, line, status, message, actual }): PolicyFinding => {
      const place = { source: "tests", line, column: columns.get(name) ?? 1 } as const;
      const text = `Test "${name}": ${message ?? "it did not pass."}`;
      if (status === "error")
        return { code: "TEST_ERROR", severity: "error", ...place, message: text, fix: "Correct the test." };
      return {
        code: "TEST_FAILED",
        severity: "error",
        ...place,
        message: text,
        fix: "Correct the policy, or what the test expects.",
        ...(actual?.rule == null ? {} : { ruleId: actual.rule }),
      };
    });
  if (run.results.length === 0 && run.coverage.total > 0)
    findings.push({
      code: "NO_TESTS",
      severity: "error",
      source: "tests",
      line: 1,
      column: 1,
      message: "The policy has no tests.",
      fix: "Write one test for each rule: a call, and the decision it has to get.",
    });
  return gateOf("tests", findings, `${run.passed} of ${run.results.length} tests pass.`);
}

/** How many of the rules that can decide are held by a test. */
export function coverageGate(
  { coverage }: TestRun,
  unreachable: ReadonlySet<string>,
  floor: number,
  places: Places,
): Gate {
  const findings = coverage.rules
    .filter(({ ruleId, covered }) => !covered && !unreachable.has(ruleId))
    .map(({ ruleId }): PolicyFinding => ({
      code: "RULE_UNTESTED",
      severity: "warning",
      ...places.rule(ruleId),
      message: `No test is decided by rule ${ruleId}.`,
      fix: "Add a test with a call that the rule has to decide.",
      ruleId,
    }));
  const share = `${coverage.reached} of ${coverage.total} rules decide a test (${coverage.percent} %)`;
  if (coverage.percent < floor)
    findings.unshift({
      code: "COVERAGE_LOW",
      severity: "error",
      ...places.top("rules"),
      message: `${share}; ${floor} % are needed.`,
      fix: "Add tests for the rules that no test reaches.",
    });
  return gateOf("coverage", findings, `${share}.`);
}
