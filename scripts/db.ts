import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../lib/platform/env";
import { applyMigrations, MIGRATIONS_DIR, pendingChanges } from "../lib/platform/migrate";
import { startEmbedded, startTemporary, urlFor, SUPERUSER } from "../lib/platform/postgres";
import { loadSecrets } from "../lib/platform/secrets";

/** `npm run db:migrate`, `npm run db:migration:new NAME`, `npm run db:check`. */
async function main([command, name]: readonly string[]): Promise<number> {
  if (command === "migrate") return migrate();
  if (command === "new") return writeMigration(name ?? "");
  if (command === "check") return check();
  console.error("Usage: db.ts migrate | new NAME | check");
  return 2;
}

async function migrate(): Promise<number> {
  const given = env().DATABASE_OWNER_URL;
  if (given) return report(await applyMigrations(given));
  if (env().DATABASE_URL) {
    console.error("DATABASE_URL is set; set DATABASE_OWNER_URL too: migrations need the owner's connection.");
    return 1;
  }
  const { passwords } = await loadSecrets(env().AGENTGATE_DIR);
  const server = await startEmbedded(env().AGENTGATE_DIR, passwords);
  try {
    return report(await applyMigrations(server.ownerUrl));
  } finally {
    await server.stop();
  }
}

function report(applied: readonly string[]): number {
  console.log(applied.length > 0 ? `Applied: ${applied.join(", ")}` : "The database is up to date.");
  return 0;
}

async function writeMigration(name: string): Promise<number> {
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name)) {
    console.error("Name the migration in lower_snake_case: npm run db:migration:new add_widgets");
    return 2;
  }
  const sql = await changes();
  if (!sql) {
    console.log("prisma/schema and the migrations agree; there is nothing to write.");
    return 0;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const dir = join(MIGRATIONS_DIR, `${stamp}_${name}`);
  await mkdir(dir);
  await writeFile(join(dir, "migration.sql"), `${sql}\n`);
  console.log(`Wrote ${join(dir, "migration.sql")}. Read it, and add what only SQL can say.`);
  return 0;
}

async function check(): Promise<number> {
  const sql = await changes();
  if (!sql) {
    console.log("prisma/schema and the migrations agree.");
    return 0;
  }
  console.error(
    `prisma/schema and the migrations differ. Run npm run db:migration:new NAME. Missing:\n\n${sql}`,
  );
  return 1;
}

/** Compares on a throw-away server: a shadow database has no place on anybody's real one. */
async function changes(): Promise<string> {
  const server = await startTemporary();
  try {
    return await pendingChanges(urlFor(server.port, SUPERUSER, server.passwords.superuser, "postgres"));
  } finally {
    await server.stop();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
