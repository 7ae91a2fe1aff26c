import { defineConfig } from "@playwright/test";
import { inheritedEnv } from "./lib/platform/env/process";
import { browserLaunch } from "./e2e/support/browser";

const ci = Boolean(inheritedEnv().CI);

/** The browser journeys, against the real product: `npm start` in a temporary folder, once for all specs. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalSetup: "./e2e/support/global-setup.ts",
  // Each test mints its own tenant, so they may run side by side.
  fullyParallel: true,
  workers: 2,
  // On a busy CI machine a browser may be starved once. What passes at the second try is named at the end as flaky.
  retries: ci ? 1 : 0,
  forbidOnly: true,
  timeout: 240_000,
  // What hangs is to be told by us, not by whoever waits for the whole run.
  globalTimeout: 40 * 60_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: {
    launchOptions: browserLaunch(),
    // To record every step takes two fifths of a journey's processor time: where there is a second try, that one is recorded.
    trace: ci ? "on-first-retry" : "retain-on-failure",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
  },
});
