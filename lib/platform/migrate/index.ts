import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  bindMigrationAwareSqlAdapterFactory,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import type {
  DiffTarget,
  MigrationDirectory,
  MigrationList,
  SchemaEngine,
  SchemaFilter,
  SchemasContainer,
} from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/**
 * Prisma's schema engine as WebAssembly, driven without the Prisma CLI: the CLI fetches a native engine from
 * a host that a closed network can't reach. The package is internal to Prisma, so this is the only file that
 * knows it; the `_prisma_migrations` table it keeps is the stock one, and the stock CLI can take over.
 */

/** Where the schema and its migrations are, relative to the repository's root. */
export const SCHEMA_DIR = "prisma/schema";
export const MIGRATIONS_DIR = "prisma/migrations";

const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };
/** Two processes that migrate the same database at once take turns. Any constant will do. */
const MIGRATION_LOCK = 7_267_401;

type MigrationSource = { migrationsDir?: string; schemaDir?: string };

/**
 * Applies every migration that the database has not seen, in the order of their names, each in one transaction.
 * @returns the names of the migrations just applied, none if the database was up to date.
 * @throws Error naming the migration and PostgreSQL's complaint when one fails or was edited after it was applied.
 */
export async function applyMigrations(ownerUrl: string, source: MigrationSource = {}): Promise<string[]> {
  const migrationsList = await readMigrations(source.migrationsDir ?? MIGRATIONS_DIR);
  return withLock(ownerUrl, async () => {
    const edited = await withEngine(ownerUrl, [], (engine) => reviewHistory(engine, migrationsList));
    if (edited.length > 0) {
      throw new Error(
        `Already applied and edited since: ${edited.join(", ")}. Write a new migration instead.`,
      );
    }
    const apply = (engine: SchemaEngine) => engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return (await withEngine(ownerUrl, [], apply)).appliedMigrationNames;
  });
}

/** Clears what an earlier run left unfinished, and returns the applied migrations whose file has changed. */
async function reviewHistory(engine: SchemaEngine, migrationsList: MigrationList): Promise<string[]> {
  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  // A migration runs in one transaction here, so of one that failed or was cut off nothing is left.
  for (const migrationName of history.failedMigrationNames)
    await engine.markMigrationRolledBack({ migrationName });
  return history.editedMigrationNames.filter((name) => !history.failedMigrationNames.includes(name));
}

/**
 * The SQL that leads from what the migrations build to what prisma/schema says; empty when they agree.
 * Builds a shadow database on the server of `ownerUrl` and drops it again.
 */
export async function pendingChanges(ownerUrl: string, source: MigrationSource = {}): Promise<string> {
  const migrations = await readMigrations(source.migrationsDir ?? MIGRATIONS_DIR);
  return diff(ownerUrl, { tag: "migrations", ...migrations }, source.schemaDir ?? SCHEMA_DIR);
}

/** The SQL that builds all of prisma/schema from nothing, without what only hand-written SQL can say. */
export async function schemaSql(ownerUrl: string, source: MigrationSource = {}): Promise<string> {
  return diff(ownerUrl, { tag: "empty" }, source.schemaDir ?? SCHEMA_DIR);
}

async function diff(ownerUrl: string, from: DiffTarget, schemaDir: string): Promise<string> {
  const { files } = await readSchema(schemaDir);
  return withEngine(ownerUrl, files, async (engine) => {
    const to: DiffTarget = { tag: "schemaDatamodel", files };
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters: NO_FILTER });
    const sql = stdout?.trim() ?? "";
    return sql === "-- This is an empty migration." ? "" : sql;
  });
}

async function readSchema(dir: string): Promise<SchemasContainer> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".prisma")).sort();
  const files = names.map(async (name) => ({
    path: join(dir, name),
    content: await readFile(join(dir, name), "utf8"),
  }));
  return { files: await Promise.all(files) };
}

async function readMigrations(dir: string): Promise<MigrationList> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const directories = names.sort().map(async (path): Promise<MigrationDirectory> => {
    const content = await readFile(join(dir, path, "migration.sql"), "utf8");
    return { path, migrationFile: { path: "migration.sql", content: { tag: "ok", value: content } } };
  });
  return {
    baseDir: resolve(dir),
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(directories),
  };
}

type Wasm = { __wbindgen_start: () => void };
let panic: string | undefined;
let loaded: Promise<typeof SchemaEngine> | undefined;

function loadEngine(): Promise<typeof SchemaEngine> {
  return (loaded ??= (async () => {
    // Where the engine leaves its last words; without it a panic hides behind a TypeError.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => void (panic = text) },
    });
    const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = await readFile(entry.replace(/\.js$/, ".wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, {
      "./schema_engine_bg.js": { ...engineModule },
    });
    engineModule.__wbg_set_wasm(instance.exports);
    (instance.exports as unknown as Wasm).__wbindgen_start();
    return engineModule.SchemaEngine;
  })());
}

type SchemaFile = SchemasContainer["files"][number];

async function withEngine<T>(
  ownerUrl: string,
  schema: readonly SchemaFile[],
  fn: (engine: SchemaEngine) => Promise<T>,
) {
  const Engine = await loadEngine();
  const session = new Session();
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(ownerUrl, session));
  const datamodels = schema.map((file): [string, string] => [file.path, file.content]);
  const engine = await Engine.new(
    { datamodels: datamodels.length > 0 ? datamodels : [["", EMPTY_SCHEMA]] },
    () => undefined,
    factory,
  );
  try {
    return await fn(engine);
  } catch (error) {
    throw session.readable(error);
  } finally {
    engine.free();
    await Promise.all(session.open.map((adapter) => adapter.dispose()));
  }
}

const EMPTY_SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';

/** What one use of the engine opened, and what went wrong underneath it. */
class Session {
  readonly open: SqlDriverAdapter[] = [];
  #failure: Error | undefined;

  /** The engine reports a failed script as "external error": PostgreSQL's own words are kept here. */
  readonly fail = (error: Error): never => {
    this.#failure = error;
    throw error;
  };

  readable(error: unknown): Error {
    const text = panic ?? (error instanceof Error ? error.message : JSON.stringify(error));
    panic = undefined;
    const name = /migration_name="([^"]+)"/.exec(text)?.[1];
    const said = this.#failure?.message ?? text;
    return new Error(`${name ? `Migration ${name}` : "The schema engine"} failed: ${said}`, { cause: error });
  }
}

/**
 * PrismaPg with the two methods replaced that migrations can't use: its executeScript cuts the text at every
 * semicolon, function bodies included, and its shadow database leaves connections behind.
 */
function adapterFactory(url: string, session: Session): SqlMigrationAwareDriverAdapterFactory {
  const connect = async (database?: string, drop?: () => Promise<void>): Promise<SqlDriverAdapter> => {
    const client = new pg.Pool({ connectionString: database ? withDatabase(url, database) : url, max: 2 });
    client.on("error", () => undefined);
    const adapter = await new PrismaPg(client).connect();
    adapter.queryRaw = readingQuotedChar(adapter, client);
    adapter.executeScript = async (script) => void (await client.query(script).catch(session.fail));
    adapter.dispose = once(async () => {
      await client.end();
      await drop?.();
    });
    session.open.push(adapter);
    return adapter;
  };
  const connectToShadowDb = async () => {
    const name = `agentgate_shadow_${crypto.randomUUID().replaceAll("-", "")}`;
    await run(url, `CREATE DATABASE "${name}"`);
    return connect(name, () => run(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  };
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(),
    connectToShadowDb,
  };
}

/** The internal type "char", which the catalogs use for one-letter codes, and a type the adapter can read. */
const QUOTED_CHAR = 18;
const BPCHAR = 1042;

/** The adapter refuses columns of type "char", and the engine asks for one when it reads constraints. */
function readingQuotedChar(adapter: SqlDriverAdapter, client: pg.Pool): SqlDriverAdapter["queryRaw"] {
  const queryRaw = adapter.queryRaw;
  return async (query) => {
    const chars = new Set<number>();
    const ask = async (config: pg.QueryConfig, values: unknown[]) => {
      const result = await client.query(config, values);
      result.fields.forEach((field, column) => {
        if (field.dataTypeID !== QUOTED_CHAR) return;
        field.dataTypeID = BPCHAR;
        chars.add(column);
      });
      return result;
    };
    const asking = Object.assign(Object.create(adapter) as SqlDriverAdapter, { client: { query: ask } });
    const result = await queryRaw.call(asking, query);
    const typeOf = (type: ColumnType, column: number) =>
      chars.has(column) ? ColumnTypeEnum.Character : type;
    return { ...result, columnTypes: result.columnTypes.map(typeOf) };
  };
}

function once(fn: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= fn());
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function run(url: string, sql: string): Promise<void> {
  await withClient(url, (client) => client.query(sql));
}

async function withLock<T>(url: string, fn: () => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return fn();
  });
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
