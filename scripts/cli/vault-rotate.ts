import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemCtx } from "../../lib/platform/ctx";
import { closeDatabase, withSystem } from "../../lib/platform/db";
import { env } from "../../lib/platform/env";
import { setEnv } from "../../lib/platform/env/process";
import { newId } from "../../lib/platform/ids";
import { loadSecrets } from "../../lib/platform/secrets";
import { rotateVault, vaultKeys, type Rotation } from "../../lib/vault";
import { connect } from "./connect";

/**
 * `agentgate vault rotate`: encrypts all tenants' secrets under the first of the keys.
 * @returns the exit code: 1 where something can't be read, so that no key may be taken away yet
 */
export async function vaultRotate(argv: readonly string[]): Promise<number> {
  parseArgs({ args: [...argv], options: {} });
  await connect();
  try {
    await withKeys();
    const { current } = vaultKeys();
    const tenants = await withSystem((tx) => tx.tenant.findMany({ select: { id: true, slug: true } }));
    const total: Rotation = { secrets: 0, issued: 0, authenticators: 0, unreadable: 0 };
    for (const { id, slug } of tenants) {
      const rotated = await rotateVault(systemCtx(id, `cli-${newId()}`));
      const { unreadable } = rotated;
      total.secrets += rotated.secrets;
      total.issued += rotated.issued;
      total.authenticators += rotated.authenticators;
      total.unreadable += unreadable;
      if (unreadable > 0) console.error(`${slug}: ${unreadable} can't be read with the keys there are.`);
    }
    console.log(`Encrypted anew under the key ${current}: ${counted(total)}.`);
    console.log(
      total.unreadable === 0
        ? "Nothing is kept under another key. The others can be taken away."
        : `${total.unreadable} stay as they are: give their key back, or set these secrets anew. No key can be taken away yet.`,
    );
    return total.unreadable === 0 ? 0 : 1;
  } finally {
    await closeDatabase();
  }
}

function counted({ secrets, issued, authenticators }: Rotation): string {
  const several = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  return [
    several(secrets, "secret"),
    several(issued, "issued credential"),
    several(authenticators, "authenticator app"),
  ].join(", ");
}

/** The keys of the environment, or else those that `npm start` keeps; where there are none, none are made. */
async function withKeys(): Promise<void> {
  const { AGENTGATE_VAULT_KEYS: given, AGENTGATE_DIR: dir } = env();
  if (given || !existsSync(join(dir, "secrets.json"))) return;
  setEnv({ AGENTGATE_VAULT_KEYS: (await loadSecrets(dir)).vaultKeys });
}
