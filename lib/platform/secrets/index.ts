import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { makePolicyKey } from "./policy-key";

export { makePolicyKey, policyKeyId, rawPublicKey, readPrivateKey, readPublicKey } from "./policy-key";

const secret = z.string().min(32);

/** What an installation makes for itself at its first start and keeps in `secrets.json`, mode 0600. */
const Secrets = z.object({
  /** Signs console sessions. */
  auth: secret,
  /** Signs what the gateway hands to agents and takes back. */
  gateway: secret,
  /** Signs published policies: PKCS8 DER in base64. */
  policyKey: secret,
  /** Encrypts what upstreams are opened with: AGENTGATE_VAULT_KEYS has this form too. */
  vaultKeys: secret,
  /** The embedded PostgreSQL's. */
  passwords: z.object({ superuser: secret, owner: secret, app: secret }),
});

export type Secrets = z.infer<typeof Secrets>;

/** The file of an older installation lacks the keys of what came later. */
const Kept = Secrets.partial({ policyKey: true, vaultKeys: true });

/**
 * Reads the folder's secrets, making them at the first call.
 * @throws Error when the file exists and isn't what we wrote: new secrets would lock the data out.
 */
export async function loadSecrets(dir: string): Promise<Secrets> {
  const file = join(dir, "secrets.json");
  // Others may pass through (the database server runs as its own user) and not look inside.
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const text = await readFile(file, "utf8").catch(absent);
  if (text === undefined) return create(file);
  await chmod(file, 0o600);
  const parsed = Kept.safeParse(parse(text));
  if (!parsed.success)
    throw new Error(`${file} is damaged. Restore it, or move ${dir} away to start afresh.`);
  const { policyKey, vaultKeys, ...rest } = parsed.data;
  if (policyKey && vaultKeys) return { ...rest, policyKey, vaultKeys };
  return save(file, {
    ...rest,
    policyKey: policyKey ?? makePolicyKey(),
    vaultKeys: vaultKeys ?? makeVaultKey(),
  });
}

/** A new key under a name of its own, so that what it encrypted can be told from what a later one did. */
export function makeVaultKey(): string {
  return `k${Date.now().toString(36)}:${randomBytes(32).toString("base64")}`;
}

function create(file: string): Promise<Secrets> {
  const make = () => randomBytes(32).toString("base64url");
  return save(file, {
    auth: make(),
    gateway: make(),
    policyKey: makePolicyKey(),
    vaultKeys: makeVaultKey(),
    passwords: { superuser: make(), owner: make(), app: make() },
  });
}

async function save(file: string, made: Secrets): Promise<Secrets> {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
  return made;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
