import type pg from "pg";
import { isUnavailable, pool, unavailable } from "../platform/db";

export type Client = pg.PoolClient;

/**
 * One read-only transaction of one tenant on the hot path's pool: what is read is one moment's state, however
 * long it takes.
 * @throws DomainError UNAVAILABLE when the database cannot be reached.
 */
export async function readAsTenant<T>(tenantId: string, fn: (client: Client) => Promise<T>): Promise<T> {
  try {
    const client = await pool().connect();
    let broken = false;
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
      return await fn(client);
    } finally {
      await client.query("ROLLBACK").catch(() => (broken = true));
      client.release(broken);
    }
  } catch (error) {
    throw isUnavailable(error) ? unavailable(error) : error;
  }
}
