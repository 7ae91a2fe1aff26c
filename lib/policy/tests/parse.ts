import { isMap, isSeq } from "yaml";
import { MAX_FINDINGS, PolicyError } from "../errors";
import { type ParsedYaml, parseYaml } from "../parse-yaml";
import type { Finding } from "../types";
import { findingsOfIssue } from "./issues";
import { type PolicyTest, PolicyTestFile } from "./schemas";

/** A test and the line and column (1-based) it starts at. */
export type LocatedTest = PolicyTest & { line: number; column: number };
export type PolicyTests = { tests: readonly LocatedTest[] };

export const NO_TESTS: PolicyTests = Object.freeze({ tests: [] });

/**
 * Reads a file of policy tests (YAML, version 1) under the same limits as a policy. An empty text has none.
 * @throws PolicyError with a finding for each fault
 */
export function parseTests(source: string): PolicyTests {
  if (source.length < 1_000 && source.trim() === "") return NO_TESTS;
  const yaml = parseYaml(source);
  const parsed = PolicyTestFile.safeParse(yaml.value);
  if (!parsed.success)
    throw new PolicyError(
      parsed.error.issues.slice(0, MAX_FINDINGS).flatMap((issue) => findingsOfIssue(yaml, issue)),
    );
  const tests = parsed.data.tests.map((test, position) => ({ ...test, ...placeOf(yaml, position) }));
  const repeated = repeatedNames(tests);
  if (repeated.length > 0) throw new PolicyError(repeated);
  return { tests };
}

function placeOf(yaml: ParsedYaml, position: number): { line: number; column: number } {
  const root = yaml.document.contents;
  const list = isMap(root) ? root.get("tests", true) : null;
  const node: unknown = isSeq(list) ? list.items[position] : null;
  const { line, column } = yaml.locator.node(node, "INVALID_VALUE", "", "");
  return { line, column };
}

function repeatedNames(tests: readonly LocatedTest[]): Finding[] {
  const seen = new Map<string, number>();
  return tests.flatMap(({ name, line, column }): Finding[] => {
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, line);
      return [];
    }
    const message = `The test on line ${first} is called "${name}" already.`;
    return [{ code: "INVALID_VALUE", line, column, message, fix: "Give each test a name of its own." }];
  });
}
