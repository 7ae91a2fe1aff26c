import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/**
 * `npm test`: vitest (unit, integration, system), then the browser journeys. Both always run, so that one
 * failure doesn't hide another, and the closing line counts both.
 */
type Count = { passed: number; failed: number };

const ROOT = resolve(import.meta.dirname, "..");
const UNIT_REPORT = join(ROOT, "test-results/vitest.json");
const BROWSER_REPORT = join(ROOT, "test-results/playwright.json");

function main(): number {
  const unit = run(
    "vitest",
    "vitest.mjs",
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${UNIT_REPORT}`],
    UNIT_REPORT,
  );
  // Playwright empties test-results/ when it starts, so the first report is read before.
  const unitCount = unit.report ? countUnit(unit.report) : undefined;
  const browser = run("@playwright/test", "cli.js", ["test"], BROWSER_REPORT);
  const browserCount = browser.report ? countBrowser(browser.report) : undefined;

  for (const [name, count] of [
    ["vitest", unitCount],
    ["playwright", browserCount],
  ] as const) {
    if (!count) console.error(`${name} wrote no report.`);
  }
  const passed = (unitCount?.passed ?? 0) + (browserCount?.passed ?? 0);
  const failed = (unitCount?.failed ?? 0) + (browserCount?.failed ?? 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  const green =
    unit.status === 0 && browser.status === 0 && unitCount && browserCount && passed > 0 && failed === 0;
  return green ? 0 : 1;
}

function run(
  packageName: string,
  program: string,
  args: readonly string[],
  reportFile: string,
): { status: number | null; report?: unknown } {
  rmSync(reportFile, { force: true });
  const bin = join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), program);
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: ROOT, stdio: "inherit" });
  try {
    return { status, report: JSON.parse(readFileSync(reportFile, "utf8")) as unknown };
  } catch {
    return { status };
  }
}

function countUnit(report: unknown): Count {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = report as Record<string, number>;
  // A file that could not be loaded is a failed suite without a failed test.
  return { passed: numPassedTests ?? 0, failed: numFailedTests || numFailedTestSuites || 0 };
}

function countBrowser(report: unknown): Count {
  const { stats, errors } = report as {
    stats: { expected: number; unexpected: number; flaky: number };
    errors: unknown[];
  };
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + (stats.unexpected === 0 ? errors.length : 0),
  };
}

process.exitCode = main();
