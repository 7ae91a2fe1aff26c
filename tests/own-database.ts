import { setEnv } from "../lib/platform/env/process";
import { newId } from "../lib/platform/ids";
import { applyMigrations } from "../lib/platform/migrate";
import {
  APP_ROLE,
  OWNER_ROLE,
  SUPERUSER,
  provisionDatabase,
  startTemporary,
  urlFor,
} from "../lib/platform/postgres";
import { makePolicyKey, makeVaultKey, rawPublicKey, readPrivateKey } from "../lib/platform/secrets";
import { alsoAtInterrupt } from "./interrupt";

export type OwnDatabase = {
  appUrl: string;
  ownerUrl: string;
  /** Past row-level security. */
  superUrl: string;
  stop: () => Promise<void>;
};

/**
 * A server of this process's own with one migrated database, to which its environment is set, secrets included.
 * For programs outside of vitest, which has one server for all its files (tests/db.ts).
 */
export async function startOwnDatabase(name: string, env: Record<string, string> = {}): Promise<OwnDatabase> {
  const starting = startTemporary();
  const stop = alsoAtInterrupt(async () => (await starting.catch(() => undefined))?.stop());
  try {
    const server = await starting;
    await provisionDatabase(server.superUrl, name);
    const url = (role: string, password: string) => urlFor(server.port, role, password, name);
    const ownerUrl = url(OWNER_ROLE, server.passwords.owner);
    const appUrl = url(APP_ROLE, server.passwords.app);
    await applyMigrations(ownerUrl);
    const secret = newId();
    const policyKey = makePolicyKey();
    setEnv({
      NODE_ENV: "test",
      LOG_LEVEL: "error",
      AUTH_SECRET: secret,
      AGENTGATE_SECRET: secret,
      AGENTGATE_VAULT_KEYS: makeVaultKey(),
      AGENTGATE_POLICY_SIGNING_KEY: policyKey,
      AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(policyKey)),
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: ownerUrl,
      ...env,
    });
    return { appUrl, ownerUrl, superUrl: url(SUPERUSER, server.passwords.superuser), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
