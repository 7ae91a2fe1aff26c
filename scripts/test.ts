import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/**
 * `npm test`: vitest (unit, integration, system), then the browser journeys. Both always run, so that one
 * failure doesn't hide another; the end names what failed in either and counts both.
 */
type Count = { passed: number; failed: number; flaky?: number; names: string[] };
type Run = { ended: string; green: boolean; report?: unknown; lastWords: string };

const ROOT = resolve(import.meta.dirname, "..");
const UNIT_REPORT = join(ROOT, "test-results/vitest.json");
const BROWSER_REPORT = join(ROOT, "test-results/playwright.json");

/** Of what a runner that wrote no report said last, so much is said again at the end. */
const LAST_WORDS = 8_000;
const LEFT_BEHIND_MS = 2_000;

async function main(): Promise<number> {
  const unit = await run(
    "vitest",
    "vitest.mjs",
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${UNIT_REPORT}`],
    UNIT_REPORT,
  );
  // Playwright empties test-results/ when it starts, so the first report is read before.
  const unitCount = unit.report ? countUnit(unit.report) : undefined;
  const browser = await run("@playwright/test", "cli.js", ["test"], BROWSER_REPORT);
  const browserCount = browser.report ? countBrowser(browser.report) : undefined;

  for (const [name, count, { ended, lastWords }] of [
    ["vitest", unitCount, unit],
    ["playwright", browserCount, browser],
  ] as const) {
    if (!count)
      console.error(`\n${name} ended with ${ended} and wrote no report. Its last words:\n${lastWords}`);
    else if (count.names.length > 0) console.error(`\nFailed in ${name}:\n  ${count.names.join("\n  ")}`);
  }
  const passed = (unitCount?.passed ?? 0) + (browserCount?.passed ?? 0);
  const failed = (unitCount?.failed ?? 0) + (browserCount?.failed ?? 0);
  const flaky = browserCount?.flaky ?? 0;
  console.log(`\n${passed} passed, ${failed} failed${flaky ? ` (${flaky} only at the second try)` : ""}`);
  const green = unit.green && browser.green && unitCount && browserCount && passed > 0 && failed === 0;
  return green ? 0 : 1;
}

async function run(
  packageName: string,
  program: string,
  args: readonly string[],
  reportFile: string,
): Promise<Run> {
  rmSync(reportFile, { force: true });
  const bin = join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), program);
  const child = spawn(process.execPath, [bin, ...args], { cwd: ROOT, stdio: ["inherit", "inherit", "pipe"] });
  let lastWords = "";
  child.stderr.on("data", (data: Buffer) => {
    process.stderr.write(data);
    lastWords = (lastWords + data.toString()).slice(-LAST_WORDS);
  });
  const closed = once(child, "close");
  const [status, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  // A process that it left behind may hold the pipe; that is not waited for.
  await Promise.race([closed, pause(LEFT_BEHIND_MS, undefined, { ref: false })]);
  child.stderr.destroy();
  const ended = { ended: signal ?? `code ${status}`, green: status === 0, lastWords };
  try {
    return { ...ended, report: JSON.parse(readFileSync(reportFile, "utf8")) as unknown };
  } catch {
    return ended;
  }
}

type UnitReport = {
  numPassedTests?: number;
  numFailedTests?: number;
  numFailedTestSuites?: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
};

function countUnit(report: unknown): Count {
  const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = report as UnitReport;
  const names = testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === "failed");
      const file = relative(ROOT, name);
      return failed.length > 0 ? failed.map(({ fullName }) => `${file}: ${fullName}`) : [file];
    });
  // A file that could not be loaded is a failed suite without a failed test.
  return { passed: numPassedTests ?? 0, failed: numFailedTests || numFailedTestSuites || 0, names };
}

type BrowserSuite = {
  title: string;
  specs: { title: string; ok: boolean; file: string }[];
  suites?: BrowserSuite[];
};

function countBrowser(report: unknown): Count {
  const { stats, errors, suites } = report as {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: { message?: string }[];
    suites: BrowserSuite[];
  };
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    flaky: stats.flaky,
    names: [...suites.flatMap(failedIn), ...errors.map(({ message }) => message ?? "an error without words")],
  };
}

function failedIn({ specs, suites = [] }: BrowserSuite): string[] {
  const here = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`);
  return [...here, ...suites.flatMap(failedIn)];
}

process.exitCode = await main();
