import { resolve } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";

const root = import.meta.dirname;
const shared = {
  environment: "node" as const,
  alias: {
    "@": root,
    // It throws in plain Node on purpose; the import rules keep server code out of the browser.
    "server-only": resolve(root, "tests/server-only.ts"),
  },
  // Imports next/server without its extension, which only a bundler resolves.
  server: { deps: { inline: ["next-auth", "@auth/core"] } },
};
const elsewhere = [...configDefaults.exclude, "e2e/**", ".next/**", ".agentgate/**", "dist/**"];

/** `npx vitest run --project unit|integration|system [path]`. Two workers: that is what a small CI machine has. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, "**/*.integration.test.ts", "**/*.system.test.ts"],
          pool: "threads",
          maxWorkers: 2,
          // A test says what is so, not how fast: time-outs only end what hangs, on whatever machine.
          testTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["**/*.integration.test.ts"],
          exclude: elsewhere,
          globalSetup: ["tests/global-setup.ts"],
          setupFiles: ["tests/setup-integration.ts"],
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Whole processes, started and killed: one at a time.
        test: {
          ...shared,
          name: "system",
          include: ["**/*.system.test.ts"],
          exclude: elsewhere,
          pool: "forks",
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
