import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stopFilePath, writeOrder } from "../../lib/gateway";
import { env } from "../../lib/platform/env";
import { setEnv } from "../../lib/platform/env/process";
import { loadSecrets, rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { CommandError } from "./command-error";

/**
 * Leaves the signed file that stops every call of the gateways on this machine, or takes it away: for when the database
 * can't be reached. @returns the exit code
 */
export async function stopLocal({
  off,
  reason,
}: {
  off: boolean;
  reason: string | undefined;
}): Promise<number> {
  const path = stopFilePath();
  if (off) {
    const was = existsSync(path);
    await rm(path, { force: true });
    console.log(was ? `Removed ${path}. Calls run again.` : `There was no ${path}.`);
    return 0;
  }
  await withKey();
  const text = writeOrder(reason ?? "Stopped from the terminal.", new Date());
  await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  // In one step, so that no gateway reads half of it.
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text, { mode: 0o644 });
  await rename(unfinished, path);
  console.log(`Wrote ${path}. Every gateway that finds it there refuses every call, of all tenants.`);
  console.log("npx agentgate stop --local --off takes it away.");
  return 0;
}

/** The key of the environment, or else the one that `npm start` keeps; where there is none, none is made. */
async function withKey(): Promise<void> {
  const {
    AGENTGATE_POLICY_SIGNING_KEY: given,
    AGENTGATE_POLICY_TRUSTED_KEYS: trusted,
    AGENTGATE_DIR,
  } = env();
  const kept = existsSync(join(AGENTGATE_DIR, "secrets.json"))
    ? (await loadSecrets(AGENTGATE_DIR)).policyKey
    : undefined;
  const key = given ?? kept;
  if (!key)
    throw new CommandError(
      "There is no key to sign the file with: set AGENTGATE_POLICY_SIGNING_KEY, or AGENTGATE_DIR to the folder that npm start keeps.",
    );
  setEnv({
    AGENTGATE_POLICY_SIGNING_KEY: key,
    AGENTGATE_POLICY_TRUSTED_KEYS: trusted ?? rawPublicKey(readPrivateKey(key)),
  });
}
