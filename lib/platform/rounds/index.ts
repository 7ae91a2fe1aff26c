import { pool, withSystem } from "../db";

/** What timers do for tenants; `tenants_with_work` in the migrations says when each is due. */
export type WorkKind =
  | "publish"
  | "settle"
  | "switch"
  | "cancel"
  | "compensate"
  | "contain"
  | "revoke"
  | "count"
  | "deliver"
  | "check"
  | "seal";

/**
 * The tenants that have work of a kind now: one question, however many tenants there are. It may name one that turns
 * out to have none.
 */
export async function tenantsWithWork(kind: WorkKind): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>("select id from tenants_with_work($1) as due(id)", [
    kind,
  ]);
  return rows.map(({ id }) => id);
}

/** For what has to be done everywhere, and seldom. */
export async function allTenants(): Promise<string[]> {
  const tenants = await withSystem((tx) => tx.tenant.findMany({ select: { id: true } }));
  return tenants.map(({ id }) => id);
}
