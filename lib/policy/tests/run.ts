import type { Catalog, RuleCoverage, TestResult, TestRun } from "../check-types";
import type { CompiledPolicy } from "../compile";
import { evaluate } from "../evaluate";
import { findDeadRules } from "../semantics";
import type { LocatedTest, PolicyTests } from "./parse";
import { requestOf } from "./request";

/**
 * Runs each test against the policy. Pure: a test brings its own clock and facts. Coverage counts the rules
 * that some call can reach; `unreachable` spares finding them again.
 */
export function runTests(
  policy: CompiledPolicy,
  { tests }: PolicyTests,
  catalog: Catalog,
  unreachable: ReadonlySet<string> = unreachableIn(policy, catalog),
): TestRun {
  const results = tests.map((test) => runTest(policy, test, catalog));
  const hits = new Map<string, number>();
  for (const { actual } of results)
    if (actual?.rule != null) hits.set(actual.rule, (hits.get(actual.rule) ?? 0) + 1);
  const rules = policy.rules.map(({ id }): RuleCoverage => {
    const count = hits.get(id) ?? 0;
    return { ruleId: id, line: policy.lines.get(id) ?? 1, hits: count, covered: count > 0 };
  });
  const reachable = rules.filter(({ ruleId }) => !unreachable.has(ruleId));
  const reached = reachable.filter(({ covered }) => covered).length;
  const total = reachable.length;
  const percent = total === 0 ? 100 : Math.floor((reached / total) * 1_000) / 10;
  const passed = results.filter(({ status }) => status === "passed").length;
  return { results, passed, failed: results.length - passed, coverage: { rules, reached, total, percent } };
}

function unreachableIn(policy: CompiledPolicy, catalog: Catalog): ReadonlySet<string> {
  return new Set(findDeadRules(policy, catalog).unreachable.map(({ ruleId }) => ruleId));
}

function runTest(policy: CompiledPolicy, test: LocatedTest, catalog: Catalog): TestResult {
  const { action, rule } = test.expect;
  const expected = { action, ...(rule === undefined ? {} : { rule }) };
  const request = requestOf(test, catalog);
  const base = { name: test.name, line: test.line, expected };
  if (typeof request === "string") return { ...base, status: "error", actual: null, message: request };
  const decision = evaluate(policy, request);
  const actual = { action: decision.action, rule: decision.ruleId, reason: decision.reason };
  const message = differenceOf(test, actual);
  return { ...base, status: message === null ? "passed" : "failed", actual, message };
}

function differenceOf({ expect }: LocatedTest, actual: NonNullable<TestResult["actual"]>): string | null {
  const by = actual.rule === null ? "the default" : `rule ${actual.rule}`;
  const got = `it is ${actual.action} by ${by}: ${actual.reason}`;
  if (actual.action !== expect.action) return `Expected ${expect.action}, but ${got}`;
  if (expect.rule !== undefined && actual.rule !== expect.rule)
    return `Expected rule ${expect.rule} to decide, but ${got}`;
  if (expect.reason !== undefined && !actual.reason.includes(expect.reason))
    return `Expected a reason that says "${expect.reason}", but ${got}`;
  return null;
}
