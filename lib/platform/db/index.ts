import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "../env";
import { DomainError } from "../errors";
import { isId } from "../ids";
import { logger } from "../log";
import { singleton } from "../singleton";
import { PrismaClient, type Prisma } from "./generated/client";
import { isTaken } from "./taken";
import { isUnavailable, unavailable } from "./unavailable";
import { isUnstorable, unstorable } from "./unstorable";

export { Prisma } from "./generated/client";
export type * from "./generated/client";
export { causes } from "./causes";
export { isTaken, isUnavailable, unavailable };

/** A transaction's client. There is no other: a query outside a context would see nothing anyway. */
export type Tx = Prisma.TransactionClient;

/** The pool of the hot path (lib/gateway): plain SQL with bound parameters. */
export function pool(): pg.Pool {
  return singleton("pg-pool", () => makePool(env().DATABASE_POOL_SIZE));
}

/**
 * Beside the hot path, however busy that is: a gateway process says here that it lives and what it enforces. Its
 * statements run as the system's, each by itself.
 */
export function systemPool(): pg.Pool {
  return singleton("pg-system-pool", () => makePool(3, "-c app.system=on"));
}

function makePool(max: number, options?: string): pg.Pool {
  const made = new pg.Pool({
    connectionString: databaseUrl(),
    max,
    ...(options === undefined ? {} : { options }),
    connectionTimeoutMillis: env().DATABASE_WAIT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // A statement that hangs must not hold a connection for ever.
    query_timeout: 15_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 10_000,
  });
  // An idle connection that dies (server restart) raises here; the next query opens a new one.
  made.on("error", (err) => logger("db").warn("idle connection lost", { err }));
  // The pool stops listening while a connection is lent out, and an unheard error ends the process.
  made.on("connect", (client) => client.on("error", () => undefined));
  return made;
}

function databaseUrl(): string {
  const url = env().DATABASE_URL;
  if (!url)
    throw new Error("DATABASE_URL is not set. `npm start` starts an embedded PostgreSQL and sets it.");
  return url;
}

function prisma(): PrismaClient {
  return singleton(
    "prisma",
    () => new PrismaClient({ adapter: new PrismaPg(makePool(env().DATABASE_POOL_SIZE), OWNS_POOL) }),
  );
}

/** Without it, $disconnect leaves the connections open. */
const OWNS_POOL = { disposeExternalPool: true };

type Scope = { setting: "app.tenant_id" | "app.user_id" | "app.sign_in_email" | "app.system"; value: string };

async function inScope<T>(scopes: readonly Scope[], fn: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await prisma().$transaction(
      async (tx) => {
        for (const { setting, value } of scopes)
          await tx.$executeRaw`select set_config(${setting}, ${value}, true)`;
        return fn(tx);
      },
      { maxWait: env().DATABASE_WAIT_MS, timeout: 10_000 },
    );
  } catch (error) {
    if (isUnstorable(error)) throw unstorable(error);
    throw isUnavailable(error) ? unavailable(error) : error;
  }
}

/**
 * Runs `fn` in one transaction that sees exactly one tenant: row-level security reads `app.tenant_id`,
 * which ends with the transaction. The only way to a tenant's tables.
 * @throws DomainError UNAVAILABLE when the database cannot be reached, INVALID_INPUT for text that it cannot keep.
 */
export async function withTenant<T>(tenantId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  if (!isId(tenantId)) throw new DomainError("FORBIDDEN", "No tenant is bound to this request.");
  return inScope([{ setting: "app.tenant_id", value: tenantId }], fn);
}

/** One person's own rows: who they are and where they are a member. */
export async function withUser<T>(userId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  if (!isId(userId)) throw new DomainError("UNAUTHENTICATED", "No person is signed in.");
  return inScope([{ setting: "app.user_id", value: userId }], fn);
}

/** Sign-in: the one person with this e-mail address, nobody else. */
export async function withSignIn<T>(email: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inScope([{ setting: "app.sign_in_email", value: email }], fn);
}

/** Timers and recovery: sees which tenants exist and nothing of theirs. */
export async function withSystem<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inScope([{ setting: "app.system", value: "on" }], fn);
}

/** Ends this process's connections; safe to call twice. */
export async function closeDatabase(): Promise<void> {
  await prisma().$disconnect();
  for (const own of [pool(), systemPool()]) if (!own.ending) await own.end();
}
