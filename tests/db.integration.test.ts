import pg from "pg";
import { describe, expect, it } from "vitest";
import { withTenant } from "../lib/platform/db";
import { env } from "../lib/platform/env";
import { createTenant, testDatabase } from "./db";

describe("the test database", () => {
  it("gives each suite a tenant that sees itself and nobody else", async () => {
    const [one, two] = [await createTenant(), await createTenant()];
    const agents = await withTenant(one.id, (tx) => tx.agent.findMany());
    expect(agents.map((agent) => agent.id)).toEqual([one.agent.id]);
    const foreign = await withTenant(one.id, (tx) => tx.agent.findUnique({ where: { id: two.agent.id } }));
    expect(foreign).toBeNull();
  });

  it("connects as a role that owns nothing and may not bypass row-level security", async () => {
    const { appUrl } = await testDatabase();
    expect(env().DATABASE_URL).toBe(appUrl);
    const client = new pg.Client({ connectionString: appUrl });
    await client.connect();
    const { rows } = await client.query<{ super: boolean; owned: string }>(
      `SELECT rolsuper OR rolbypassrls AS super, (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owned
       FROM pg_roles r WHERE rolname = current_user`,
    );
    await client.end();
    expect(rows).toEqual([{ super: false, owned: "0" }]);
  });
});
