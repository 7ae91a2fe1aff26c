import { test as base, expect, type BrowserContext } from "@playwright/test";
import { hash } from "@node-rs/argon2";
import pg from "pg";
import { rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { setEnv } from "../../lib/platform/env/process";
import { createEchoTenant } from "../../tests/echo-tenant";
import type { TestTenant, TestUser } from "../../tests/factories";
import { RestAgent } from "./rest-agent";
import { readStack, type Stack } from "./stack";

export { expect };

/** Everybody's in these specs. */
export const PASSWORD = "correct horse battery staple";

type WorkerFixtures = { stack: Stack; database: pg.Pool; passwordHash: string };
type TestFixtures = {
  /** A tenant of this test's own, whose agent may call the built-in echo. */
  tenant: TestTenant;
  /** Its agent, over REST. */
  agent: RestAgent;
  /** Makes another tenant. It quarantines nothing unless asked to: most journeys deny a lot. */
  newTenant: (name?: string, options?: { quarantine?: boolean }) => Promise<TestTenant>;
  /** Gives a person of any tenant the password of these specs. */
  givePassword: (...users: readonly TestUser[]) => Promise<void>;
  /** No script of ours may fail in a page of any test. */
  pageErrors: string[];
  /** Signs the browser in, over HTTP as the sign-in form would. */
  loginAs: (user: TestUser, context?: BrowserContext) => Promise<void>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stack: [
    async ({}, use) => {
      const stack = await readStack();
      const { policyKey, vaultKeys } = stack.secrets;
      setEnv({
        NODE_ENV: "test",
        LOG_LEVEL: "silent",
        DATABASE_URL: stack.appUrl,
        DATABASE_POOL_SIZE: "2",
        AGENTGATE_VAULT_KEYS: vaultKeys,
        AGENTGATE_POLICY_SIGNING_KEY: policyKey,
        AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
      });
      await use(stack);
      const { closeDatabase } = await import("../../lib/platform/db");
      await closeDatabase();
    },
    { scope: "worker" },
  ],
  database: [
    async ({ stack }, use) => {
      const pool = new pg.Pool({ connectionString: stack.superUrl, max: 2 });
      await use(pool);
      await pool.end();
    },
    { scope: "worker" },
  ],
  passwordHash: [async ({}, use) => use(await hash(PASSWORD)), { scope: "worker" }],
  baseURL: async ({ stack }, use) => use(stack.consoleUrl),

  givePassword: async ({ database, passwordHash }, use) => {
    await use(async (...users) => {
      const ids = users.map(({ id }) => id);
      await database.query("update users set password_hash = $1 where id = any($2::uuid[])", [
        passwordHash,
        ids,
      ]);
    });
  },
  newTenant: async ({ givePassword, database }, use) => {
    await use(async (name, { quarantine = false } = {}) => {
      const tenant = await createEchoTenant(name);
      await database.query("update containment_settings set quarantine = $2 where tenant_id = $1", [
        tenant.id,
        quarantine,
      ]);
      await givePassword(tenant.admin, tenant.reviewer, tenant.reviewer2, tenant.responder, tenant.viewer);
      return tenant;
    });
  },
  tenant: async ({ newTenant }, use) => use(await newTenant()),
  agent: async ({ stack, tenant }, use) => use(new RestAgent(stack.gatewayUrl, tenant.agent.apiKey)),
  page: async ({ page }, use) => {
    const goto = page.goto.bind(page);
    page.goto = async (url, options) => {
      const response = await goto(url, options);
      await page.waitForFunction(takenOver);
      return response;
    };
    await use(page);
  },
  pageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.stack ?? error.message}`));
      await use(errors);
      expect(errors, "errors of scripts").toEqual([]);
    },
    { auto: true },
  ],
  loginAs: async ({ stack, context }, use) => {
    await use(async (user, into = context) => {
      const { csrfToken } = (await (await into.request.get(`${stack.consoleUrl}/api/auth/csrf`)).json()) as {
        csrfToken: string;
      };
      const form = { csrfToken, email: user.email, password: PASSWORD };
      const answer = await into.request.post(`${stack.consoleUrl}/api/auth/callback/credentials`, {
        form,
        maxRedirects: 0,
      });
      expect(answer.headers().location, "signing in is not refused").not.toContain("error");
    });
  },
});

/** Runs in the page: whether React listens to every button. Keys and clicks before that are nobody's. */
function takenOver(): boolean {
  const listens = (element: Element): boolean =>
    Object.keys(element).some((key) => key.startsWith("__reactProps"));
  return [...document.querySelectorAll("button")].every(listens);
}
