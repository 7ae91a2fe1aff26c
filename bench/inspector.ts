import { chromium, type Browser } from "@playwright/test";
import { hash } from "@node-rs/argon2";
import pg from "pg";
import { browserLaunch } from "../e2e/support/browser";
import { readStack, startStack, type Stack } from "../e2e/support/stack";
import { closeDatabase } from "../lib/platform/db";
import { inheritedEnv, setEnv } from "../lib/platform/env/process";
import { rawPublicKey, readPrivateKey } from "../lib/platform/secrets";
import { createEchoTenant, ECHO } from "../tests/echo-tenant";
import { seedLongSession } from "../tests/long-session";
import { save } from "./save";

const CALLS = 10_000;
const RUNS = 7;
/** What is promised, of the median: from asking for the page to its first row. */
const PROMISED_MS = 1_500;
const PASSWORD = "a password of this bench alone";

type Run = { firstRowMs: number; rows: number; bytes: number };

/**
 * How long a session of 10,000 calls takes to open: from navigation to the first row with its name, in a browser without
 * a cache, on a production build. `AGENTGATE_E2E_STATE` names a stack that runs already.
 */
export async function benchInspector(): Promise<void> {
  const startedAt = new Date();
  const running = inheritedEnv().AGENTGATE_E2E_STATE
    ? { stack: await readStack(), stop: () => Promise.resolve() }
    : await startStack();
  const browser = await chromium.launch(browserLaunch());
  try {
    const { email, sessionId } = await seed(running.stack);
    const runs: Run[] = [];
    for (let n = 0; n <= RUNS; n++) {
      const run = await open(browser, running.stack.consoleUrl, email, sessionId);
      // The first one finds nothing warm on the server.
      if (n > 0) runs.push(run);
      console.log(
        `${n === 0 ? "warm-up" : `run ${n}`}: first row after ${run.firstRowMs} ms, ${run.rows} rows in the page`,
      );
    }
    const median =
      runs.map(({ firstRowMs }) => firstRowMs).toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
    console.log(`median ${median} ms of ${CALLS} calls, ${runs[0]?.bytes ?? 0} bytes of calls`);
    console.log(`Written to ${await save(startedAt, { inspector: { calls: CALLS, median, runs } })}`);
    if (median > PROMISED_MS) throw new Error(`The median is over ${PROMISED_MS} ms.`);
  } finally {
    await browser.close();
    await closeDatabase().catch(() => undefined);
    await running.stop();
  }
}

async function seed(stack: Stack): Promise<{ email: string; sessionId: string }> {
  const { policyKey, vaultKeys } = stack.secrets;
  setEnv({
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    DATABASE_URL: stack.appUrl,
    AGENTGATE_VAULT_KEYS: vaultKeys,
    AGENTGATE_POLICY_SIGNING_KEY: policyKey,
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
  });
  const tenant = await createEchoTenant("Bench of the inspector");
  const database = new pg.Client({ connectionString: stack.superUrl });
  await database.connect();
  try {
    await database.query("update users set password_hash = $1 where id = $2", [
      await hash(PASSWORD),
      tenant.viewer.id,
    ]);
    const of = { tenantId: tenant.id, agentId: tenant.agent.id, capability: ECHO };
    const sessionId = await seedLongSession(database, of, CALLS);
    await database.query("ANALYZE");
    return { email: tenant.viewer.email, sessionId };
  } finally {
    await database.end();
  }
}

async function open(browser: Browser, consoleUrl: string, email: string, sessionId: string): Promise<Run> {
  const context = await browser.newContext({ baseURL: consoleUrl, viewport: { width: 1440, height: 900 } });
  try {
    const { csrfToken } = (await (await context.request.get("/api/auth/csrf")).json()) as {
      csrfToken: string;
    };
    const form = { csrfToken, email, password: PASSWORD };
    await context.request.post("/api/auth/callback/credentials", { form, maxRedirects: 0 });
    const page = await context.newPage();
    let bytes = 0;
    page.on("response", (response) => {
      if (!response.url().endsWith("/waterfall")) return;
      void response.body().then(
        (body) => (bytes = body.length),
        () => undefined,
      );
    });
    await page.goto(`/sessions/${sessionId}`, { waitUntil: "commit" });
    const firstRowMs = await page.waitForFunction(firstRowAt, undefined, { polling: "raf" });
    await page.waitForLoadState("networkidle");
    return {
      firstRowMs: Math.round(await firstRowMs.jsonValue()),
      rows: await page.getByRole("row").count(),
      bytes,
    };
  } finally {
    await context.close();
  }
}

/** Runs in the page: milliseconds since navigation began, once a call's row is there; false before. */
function firstRowAt(): number {
  return document.querySelector('[role="treegrid"] [data-row] a') ? performance.now() : 0;
}
