import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { applyMigrations, MIGRATIONS_DIR, pendingChanges, SCHEMA_DIR } from "./index";

const SCHEMA = `datasource db {
  provider = "postgresql"
}

model Widget {
  id   Int    @id
  name String

  @@map("widgets")
}
`;
/** A function body with semicolons, a partition, a partial index, a policy: what Prisma cannot say. */
const FIRST = `CREATE TABLE "widgets" ("id" INTEGER NOT NULL, "name" TEXT NOT NULL, CONSTRAINT "widgets_pkey" PRIMARY KEY ("id"))
  PARTITION BY RANGE ("id");
CREATE TABLE widgets_low PARTITION OF widgets FOR VALUES FROM (0) TO (100);
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := upper(NEW.name); RETURN NEW; END $$;
CREATE TRIGGER shout BEFORE INSERT ON widgets FOR EACH ROW EXECUTE FUNCTION shout();
CREATE INDEX widgets_a ON widgets (id) WHERE name = 'A';
ALTER TABLE widgets ENABLE ROW LEVEL SECURITY;
ALTER TABLE widgets ADD CONSTRAINT named CHECK (name <> '');
`;

describe("migrations", () => {
  let dir: string;
  let url: string;
  let database: string;
  const source = () => ({ migrationsDir: join(dir, "migrations"), schemaDir: join(dir, "schema") });
  const migration = (name: string, sql: string) => {
    mkdirSync(join(dir, "migrations", name), { recursive: true });
    writeFileSync(join(dir, "migrations", name, "migration.sql"), sql);
  };

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), "agentgate-migrate-"));
    mkdirSync(join(dir, "schema"));
    writeFileSync(join(dir, "schema", "all.prisma"), SCHEMA);
    migration("20260101000000_first", FIRST);
    database = `migrate_${crypto.randomUUID().replaceAll("-", "")}`;
    await query(inject("testServer").superUrl, `CREATE DATABASE ${database}`);
    url = inject("testServer").superUrl.replace(/\/[^/]*$/, `/${database}`);
  });

  afterEach(async () => {
    rmSync(dir, { recursive: true, force: true });
    await query(inject("testServer").superUrl, `DROP DATABASE ${database} WITH (FORCE)`);
  });

  it("are applied once, function bodies whole", async () => {
    expect(await applyMigrations(url, source())).toEqual(["20260101000000_first"]);
    await query(url, "INSERT INTO widgets VALUES (1, 'a')");
    expect(await query(url, "SELECT name FROM widgets")).toEqual([{ name: "A" }]);
    expect(await applyMigrations(url, source())).toEqual([]);
  });

  it("are applied once by two processes that start together", async () => {
    const both = await Promise.all([applyMigrations(url, source()), applyMigrations(url, source())]);
    expect(both.flat()).toEqual(["20260101000000_first"]);
  });

  it("are refused when one was edited after it was applied", async () => {
    await applyMigrations(url, source());
    migration("20260101000000_first", `${FIRST}-- one more line\n`);
    await expect(applyMigrations(url, source())).rejects.toThrow(/edited since: 20260101000000_first/);
  });

  it("leave nothing of one that fails, name it, and apply it once it is mended", async () => {
    migration("20260102000000_second", "CREATE TABLE extra (id int); SELECT nonsense;");
    await expect(applyMigrations(url, source())).rejects.toThrow(/20260102000000_second[\s\S]*nonsense/);
    expect(await query(url, "SELECT to_regclass('extra') AS found")).toEqual([{ found: null }]);
    migration("20260102000000_second", "CREATE TABLE extra (id int);");
    expect(await applyMigrations(url, source())).toEqual(["20260102000000_second"]);
  });

  it("agree with the schema where the rest is what only SQL can say", async () => {
    expect(await pendingChanges(url, source())).toBe("");
  });

  it("are told what the schema has and they have not, and the comparison leaves no database behind", async () => {
    writeFileSync(
      join(dir, "schema", "all.prisma"),
      SCHEMA.replace("name String", "name String\n  size Int?"),
    );
    expect(await pendingChanges(url, source())).toContain(
      'ALTER TABLE "widgets" ADD COLUMN     "size" INTEGER',
    );
    expect(
      await query(url, "SELECT datname FROM pg_database WHERE datname LIKE 'agentgate_shadow_%'"),
    ).toEqual([]);
  });

  it("of this repository agree with prisma/schema", async () => {
    rmSync(dir, { recursive: true });
    cpSync(MIGRATIONS_DIR, join(dir, "migrations"), { recursive: true });
    cpSync(SCHEMA_DIR, join(dir, "schema"), { recursive: true });
    expect(await pendingChanges(url, source())).toBe("");
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
