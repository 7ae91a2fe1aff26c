import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  APP_ROLE,
  OWNER_ROLE,
  provisionDatabase,
  startTemporary,
  urlFor,
  type TemporaryPostgres,
} from "../lib/platform/postgres";
import { Installation } from "./supervised";

const DATABASE = "managed";

describe("npm start with DATABASE_URL", () => {
  let server: TemporaryPostgres;
  let installation: Installation;
  const url = (role: string, password: string) => urlFor(server.port, role, password, DATABASE);

  beforeAll(async () => {
    server = await startTemporary();
    await provisionDatabase(server.superUrl, DATABASE);
    installation = await Installation.create();
  });
  afterAll(async () => {
    await installation.destroy();
    await server.stop();
  });

  it("migrates and uses that server, and starts none of its own", async () => {
    const { app, owner } = server.passwords;
    const run = installation.start({
      DATABASE_URL: url(APP_ROLE, app),
      DATABASE_OWNER_URL: url(OWNER_ROLE, owner),
    });
    await run.ready();
    expect(run.output).toMatch(/Applied \d+ migration/);
    expect(await installation.ready()).toBe(true);
    expect(existsSync(join(installation.dir, "postgres"))).toBe(false);
    expect(await run.stop()).toBe(0);
    expect(existsSync(join(installation.dir, "supervisor.json"))).toBe(false);
  });

  it("refuses a role that row-level security doesn't bind", async () => {
    const run = installation.start({ DATABASE_URL: url("postgres", server.passwords.superuser) });
    expect(await run.exited).toBe(1);
    expect(run.output).toContain("bypasses row-level security");
  });
});
