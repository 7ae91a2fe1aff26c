import pg from "pg";

/** The group role the migrations grant everything to; login roles are members of it. */
const APP_GROUP = "agentgate_app";
export const OWNER_ROLE = "agentgate_owner";
export const APP_ROLE = "agentgate";
export const SUPERUSER = "postgres";

export type Passwords = { superuser: string; owner: string; app: string };

/** A connection URL to the local server. */
export function urlFor(port: number, role: string, password: string, database: string): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes the two login roles of the product, or gives the existing ones these passwords: the owner, who
 * migrates and is no superuser, and the application, which owns nothing. Safe to repeat.
 */
export async function provisionRoles(superUrl: string, passwords: Passwords): Promise<void> {
  await withClient(superUrl, async (client) => {
    await createRole(client, APP_GROUP, "NOLOGIN");
    await createRole(client, OWNER_ROLE, "LOGIN CREATEROLE CREATEDB");
    await createRole(client, APP_ROLE, "LOGIN");
    await client.query(`ALTER ROLE ${OWNER_ROLE} PASSWORD ${client.escapeLiteral(passwords.owner)}`);
    await client.query(`ALTER ROLE ${APP_ROLE} PASSWORD ${client.escapeLiteral(passwords.app)}`);
    await client.query(`GRANT ${APP_GROUP} TO ${APP_ROLE}`);
  });
}

/** Makes a database that belongs to the owner, if there is none of that name. */
export async function provisionDatabase(superUrl: string, name: string): Promise<void> {
  await withClient(superUrl, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return;
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${OWNER_ROLE}`);
  });
}

async function createRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
  if (!rowCount) await client.query(`CREATE ROLE ${name} ${attributes}`);
}

async function withClient<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}
