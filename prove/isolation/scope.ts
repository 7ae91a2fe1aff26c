import pg from "pg";

/** What a transaction of the application says of itself before its first statement. */
export type Scope = { tenant?: string; user?: string; email?: string; system?: true };

const SETTINGS = {
  tenant: "app.tenant_id",
  user: "app.user_id",
  email: "app.sign_in_email",
  system: "app.system",
} as const;

export type Answer = { rows: Record<string, unknown>[]; count: number; code?: string; message?: string };

/**
 * One statement as the application, in a transaction that is rolled back.
 * @param look a further statement, for what the first one did; its rows are the answer's
 */
export async function inScope(
  app: pg.Client,
  scope: Scope,
  sql: string,
  values: readonly unknown[] = [],
  look?: { sql: string; values: readonly unknown[] },
): Promise<Answer> {
  await app.query("begin");
  try {
    for (const [name, value] of Object.entries(scope))
      await app.query("select set_config($1, $2, true)", [
        SETTINGS[name as keyof Scope],
        value === true ? "on" : value,
      ]);
    const done = await app.query<Record<string, unknown>>(sql, [...values]);
    const seen = look ? await app.query<Record<string, unknown>>(look.sql, [...look.values]) : done;
    return { rows: seen.rows, count: done.rowCount ?? 0 };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { rows: [], count: 0, code: error.code ?? "", message: error.message };
  } finally {
    await app.query("rollback");
  }
}
