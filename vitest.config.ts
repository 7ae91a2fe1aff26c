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
  // What a test waits for may take its time on a busy machine.
  expect: { poll: { timeout: 30_000 } },
};
// What starts processes or a database may be starved once on a busy CI machine; the report names what took two tries.
// Vitest's own default says where it runs: a config that imports files of ours is warned about at every start.
const inCi = !configDefaults.allowOnly;
const retry = inCi ? 1 : 0;
/** Unit tests that put something else in a module's place: each alone, or the others of its process would get it too. */
const MOCKING = [
  "lib/gateway/pipeline/policy.test.ts",
  "lib/upstreams/with-credential.test.ts",
  "lib/web/action.test.ts",
];
/** The same of integration tests; those that turn the clock, for ids never go back; and those with a database of their own. */
const APART = [
  "lib/gateway/{exceptions,fitting,outage,worker}.integration.test.ts",
  "lib/gateway/console/console.integration.test.ts",
  "lib/switches/record-covered.integration.test.ts",
  "prisma/seed.integration.test.ts",
  "scripts/cli/vault-rotate.integration.test.ts",
];
const elsewhere = [...configDefaults.exclude, "e2e/**", ".next/**", ".agentgate/**", "dist/**"];

/** Tests of whole processes that measure neither time nor memory, and so may have another beside them. */
const IN_PAIRS = [
  "lib/{approvals,notifications}/**/*.system.test.ts",
  "lib/gateway/quarantine.system.test.ts",
  "lib/upstreams/{credential,http,http-misbehaviour,stdio}.system.test.ts",
  "scripts/**/*.system.test.ts",
];
// Processes rather than threads: what crashes one of them (a native module, say) is reported, and ends no other.
const unit = {
  ...shared,
  pool: "forks" as const,
  maxWorkers: 2,
  // A test says what is so, not how fast: time-outs only end what hangs, on whatever machine.
  testTimeout: 120_000,
  sequence: { groupOrder: 0 },
};
const integration = {
  ...shared,
  globalSetup: ["tests/global-setup.ts"],
  setupFiles: ["tests/setup-integration.ts"],
  pool: "forks" as const,
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  retry,
  sequence: { groupOrder: 1 },
};
const processes = {
  ...shared,
  pool: "forks" as const,
  testTimeout: 240_000,
  hookTimeout: 240_000,
  retry,
};

/** `npx vitest run --project unit|mocking|integration|apart|pairs|system [path]`. Two workers: that is what a small CI machine has. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...unit,
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, ...MOCKING, "**/*.integration.test.ts", "**/*.system.test.ts"],
          setupFiles: ["tests/setup-unit.ts"],
          // Nearly half of the time would go into loading the same modules for each file again.
          isolate: false,
        },
      },
      { test: { ...unit, name: "mocking", include: MOCKING, exclude: elsewhere } },
      {
        test: {
          ...integration,
          name: "integration",
          include: ["**/*.integration.test.ts"],
          exclude: [...elsewhere, ...APART],
          isolate: false,
        },
      },
      { test: { ...integration, name: "apart", include: APART, exclude: elsewhere } },
      {
        test: {
          ...processes,
          name: "pairs",
          include: IN_PAIRS,
          exclude: elsewhere,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Whole processes, started and killed: one at a time.
        test: {
          ...processes,
          name: "system",
          include: ["**/*.system.test.ts"],
          exclude: [...elsewhere, ...IN_PAIRS],
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
