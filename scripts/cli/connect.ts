import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withSystem } from "../../lib/platform/db";
import { env } from "../../lib/platform/env";
import { setEnv } from "../../lib/platform/env/process";
import { APP_ROLE, urlFor } from "../../lib/platform/postgres";
import { loadSecrets } from "../../lib/platform/secrets";
import { CommandError } from "./command-error";

export { CommandError };

/**
 * Lets this process use the product's database: the one of DATABASE_URL, or the embedded one that `npm start`
 * keeps running. @throws CommandError where there is none
 */
export async function connect(): Promise<void> {
  if (env().DATABASE_URL) return;
  const dir = env().AGENTGATE_DIR;
  const port = Number(await readFile(join(dir, "postgres.port"), "utf8").catch(() => ""));
  if (!port)
    throw new CommandError(
      `There is no database: ${dir} holds none and DATABASE_URL is not set. Run npm start first.`,
    );
  const { passwords } = await loadSecrets(dir);
  setEnv({
    NODE_ENV: "production",
    LOG_LEVEL: "silent",
    DATABASE_URL: urlFor(port, APP_ROLE, passwords.app, "agentgate"),
  });
}

/** The id of a tenant by its slug; of the only tenant where none is named. @throws CommandError */
export async function tenantId(slug: string | undefined): Promise<string> {
  const tenants = await withSystem((tx) => tx.tenant.findMany({ select: { id: true, slug: true } }));
  const found =
    slug === undefined && tenants.length === 1 ? tenants[0] : tenants.find((it) => it.slug === slug);
  if (found) return found.id;
  const known = tenants.map((it) => it.slug).join(", ");
  throw new CommandError(
    slug === undefined
      ? `Which tenant? Name it with --tenant: ${known}.`
      : `There is no tenant ${slug}. There are: ${known}.`,
  );
}
