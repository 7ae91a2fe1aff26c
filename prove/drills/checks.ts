import type { Check } from "../suite";

/** A file of tests. */
export type Drill = {
  file: string;
  /** Titles that say how many times they try, and the number of the list of tests that they are. */
  numbered: readonly { title: RegExp; test?: string }[];
};

type Assertion = { fullName: string; status: string; failureMessages?: string[] | null };
/** What is read of Vitest's report as JSON. */
export type VitestReport = {
  testResults: readonly { message?: string; assertionResults: readonly Assertion[] }[];
};

/** What a run of a file says. A run that tried nothing, or ended badly whatever its tests say, is a violation too. */
export function checksOf({ file, numbered }: Drill, { testResults }: VitestReport, code: unknown): Check[] {
  const assertions = testResults.flatMap(({ assertionResults }) => assertionResults);
  const tests = assertions.map((it) => checkOf(it, numbered));
  const broken: string[] = testResults
    .filter(({ assertionResults }) => assertionResults.length === 0)
    .map(({ message }) => message || "It could not be loaded.");
  if (testResults.length === 0) broken.push("No test of it ran.");
  for (const { title } of numbered)
    if (!assertions.some(({ fullName }) => title.test(fullName)))
      broken.push(`It has no test whose title is like ${String(title)}.`);
  if (code !== 0 && tests.every(({ violations }) => violations.length === 0))
    broken.push(`It ended with ${String(code)}.`);
  return [...tests, { promise: `${file} runs to its end`, trials: 1, violations: broken }];
}

function checkOf({ fullName, status, failureMessages }: Assertion, numbered: Drill["numbered"]): Check {
  const violations = status === "passed" ? [] : [failureMessages?.[0] ?? status];
  const known = numbered.find(({ title }) => title.test(fullName));
  const times = Number(known?.title.exec(fullName)?.groups?.times ?? 1);
  const test = known?.test;
  return { promise: fullName, trials: times, violations, ...(test === undefined ? {} : { test }) };
}
