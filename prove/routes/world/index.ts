import { hash } from "@node-rs/argon2";
import pg from "pg";
import { RestAgent } from "../../../e2e/support/rest-agent";
import type { Stack } from "../../../e2e/support/stack";
import { closeDatabase } from "../../../lib/platform/db";
import { setEnv } from "../../../lib/platform/env/process";
import { rawPublicKey, readPrivateKey } from "../../../lib/platform/secrets";
import { createEchoTenant } from "../../../tests/echo-tenant";
import type { TestTenant } from "../../../tests/factories";
import { until } from "../../faults/until";
import type { People } from "../approaches";
import { badCookies, signIn } from "./people";
import { fill, newMarks, type Victim } from "./victim";

const PASSWORD = "a password of this proof alone";

const RENAME = `update users set name = $1 || ' ' || name
  where id in (select user_id from memberships where tenant_id = $2)`;

/** What has to run, and where. */
export type Served = Pick<Stack, "consoleUrl" | "gatewayUrl" | "appUrl" | "superUrl" | "secrets">;

export type World = {
  stack: Served;
  victim: Victim;
  /** Who may do everything in a tenant of their own, and nothing here. */
  stranger: TestTenant;
  people: People;
  /** Past row-level security. */
  database: pg.Pool;
  close: () => Promise<void>;
};

/** Two tenants on a running product: one with something of everything, and one whose administrator wants it. */
export async function openWorld(stack: Served): Promise<World> {
  const { policyKey, vaultKeys, auth } = stack.secrets;
  setEnv({
    ...{ NODE_ENV: "test", LOG_LEVEL: "silent", DATABASE_URL: stack.appUrl, DATABASE_POOL_SIZE: "3" },
    ...{ AGENTGATE_VAULT_KEYS: vaultKeys, AGENTGATE_POLICY_SIGNING_KEY: policyKey },
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
  });
  const database = new pg.Pool({ connectionString: stack.superUrl, max: 2 });
  const close = async () => {
    await database.end();
    await closeDatabase();
  };
  try {
    const marks = newMarks();
    const tenant = await createEchoTenant(`${marks.name} tenant`);
    const stranger = await createEchoTenant("A stranger's tenant");
    const all = [tenant.admin, tenant.reviewer, tenant.responder, tenant.viewer, stranger.admin];
    await database.query("update users set password_hash = $1 where id = any($2)", [
      await hash(PASSWORD),
      all.map(({ id }) => id),
    ]);
    await database.query(RENAME, [marks.name, tenant.id]);
    const filled = await fill(tenant, new RestAgent(stack.gatewayUrl, tenant.agent.apiKey), marks.text);
    await untilCovered(database, tenant.id);
    const cookies = [];
    for (const { email } of all) cookies.push(await signIn(stack.consoleUrl, email, PASSWORD));
    const [admin = "", reviewer = "", responder = "", viewer = "", theirs = ""] = cookies;
    const people = {
      ...{ stranger: theirs, tenantId: tenant.id, roles: { admin, reviewer, responder, viewer } },
      bad: await badCookies(tenant.admin.id, 1, auth),
    };
    return {
      stack,
      victim: { ...filled, tenant, marks, password: PASSWORD },
      stranger,
      people,
      database,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a stop covered is put on record once gateways heard of it: not by whoever asks something meanwhile. */
async function untilCovered(database: pg.Pool, tenantId: string): Promise<void> {
  const open = "select from switches where uncovered_in = $1";
  await until(
    "what stops cover is recorded",
    async () => (await database.query(open, [tenantId])).rowCount === 0,
  );
}
