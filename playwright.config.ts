import { defineConfig } from "@playwright/test";
import { browserLaunch } from "./e2e/support/browser";

/** The browser journeys, against the real product: `npm start` in a temporary folder, once for all specs. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalSetup: "./e2e/support/global-setup.ts",
  // Each test mints its own tenant, so they may run side by side.
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try has not passed.
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: {
    launchOptions: browserLaunch(),
    trace: "retain-on-failure",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
  },
});
