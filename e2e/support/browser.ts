import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";
import { inheritedEnv } from "../../lib/platform/env/process";

/** The headless shell first: it draws no toolbar for each page, which is a good part of the work. */
const INSTALLED = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

/** As root Chromium has no sandbox; and a test browser has no business on the network but with us. */
const QUIET = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Which Chromium to start: CHROMIUM_PATH, else one of the system, else Playwright's own. */
export function browserLaunch(): LaunchOptions {
  const chosen = inheritedEnv().CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return { args: [...sandbox, ...QUIET], ...(chosen ? { executablePath: chosen } : {}) };
}

/** @throws Error that says how to get a browser, where there is none: the journeys are never skipped. */
export function requireBrowser(): void {
  const path = browserLaunch().executablePath ?? chromium.executablePath();
  if (existsSync(path)) return;
  throw new Error(
    [
      "The browser tests need Chromium, and none was found.",
      "Install one: `apt-get install chromium`, or `npx playwright install chromium`,",
      "or name one that you have with CHROMIUM_PATH=/path/to/chromium.",
    ].join("\n"),
  );
}
