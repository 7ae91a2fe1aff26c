import type { Passwords } from "../lib/platform/postgres";

/** Name of the migrated database that each worker's own is copied from. */
export const TEMPLATE = "agentgate_test_template";

/** What the global setup tells the workers about the run's PostgreSQL. */
export type TestServer = { port: number; passwords: Passwords; superUrl: string };

declare module "vitest" {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- vitest's own is extended by merging
  export interface ProvidedContext {
    testServer: TestServer;
  }
}
