import type { ChildProcess } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { closeDatabase } from "../../lib/platform/db";
import { inheritedEnv, setEnv } from "../../lib/platform/env/process";
import { applyMigrations } from "../../lib/platform/migrate";
import { freePort } from "../../lib/platform/postgres";
import { loadSecrets, rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";
import { buildGateway, NEXT, ROOT } from "../../scripts/supervisor/build";
import { EXIT_WITH_PARENT } from "../../scripts/supervisor/parts";
import type { TestTenant } from "../../tests/factories";
import { endProcess } from "../../tests/gateway-process";
import type { CrashJob } from "./job";
import { CrashPart, startUpstream } from "./part";
import { CrashPostgres } from "./postgres";
import { PARTS, type PartName } from "./schedule";
import { crashTenant } from "./world";

/** The second gateway keeps house too, so that there are always two that seal and settle, or one while the other is down. */
const ROLES = { "gateway 1": "gateway", "gateway 2": "all", worker: "worker" } as const;

/** Where calls are sent. */
export type Door = { via: string; url: string };

/** The running product with its upstream and two tenants. */
export type Topology = {
  /** What can be struck: all of them, without the console where it doesn't run. */
  parts: readonly PartName[];
  doors: readonly Door[];
  tenants: readonly [TestTenant, TestTenant];
  /** Past row-level security; one connection, which is made anew when the database comes back. */
  superuser: pg.Pool;
  /** The upstream's log. */
  effects: string;
  process: (name: Exclude<PartName, "postgres">) => CrashPart;
  postgres: CrashPostgres;
  /** A line for each part that should run and does not: nothing may end by itself. */
  fallen: () => string[];
  stop: () => Promise<void>;
};

const NO_BUILD = "There is no build of the console. `npm run build` makes one; or the console is left out.";

/** @throws Error where something does not start; nothing is left running then */
export async function startTopology(job: CrashJob): Promise<Topology> {
  const withConsole = job.console ?? true;
  if (withConsole && !existsSync(join(ROOT, ".next/BUILD_ID"))) throw new Error(NO_BUILD);
  const dir = await mkdtemp(join(tmpdir(), "agentgate-crash-"));
  // As root the database server runs as a user of its own, who has to pass through.
  await chmod(dir, 0o711);
  const running = new Running(dir);
  try {
    return await bringUp(job, withConsole, dir, running);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function bringUp(
  job: CrashJob,
  withConsole: boolean,
  dir: string,
  running: Running,
): Promise<Topology> {
  const secrets = await loadSecrets(dir);
  const postgres = (running.postgres = await CrashPostgres.start(dir, secrets.passwords));
  await applyMigrations(postgres.ownerUrl);
  await job.prepareDatabase?.(postgres.superUrl);
  const shared = {
    ...{ NODE_ENV: "production" as const, LOG_LEVEL: "warn", HOST: "127.0.0.1" },
    ...{ DATABASE_URL: postgres.appUrl, DATABASE_POOL_SIZE: "6", AGENTGATE_DIR: dir },
    ...{
      AUTH_SECRET: secrets.auth,
      AGENTGATE_SECRET: secrets.gateway,
      AGENTGATE_VAULT_KEYS: secrets.vaultKeys,
    },
    AGENTGATE_POLICY_TRUSTED_KEYS: rawPublicKey(readPrivateKey(secrets.policyKey)),
  };
  const signing = { AGENTGATE_POLICY_SIGNING_KEY: secrets.policyKey };
  const base = inheritedEnv();
  // On a busy machine our own look at the database may take its time; the product's may not.
  setEnv({ ...shared, ...signing, LOG_LEVEL: "silent", DATABASE_WAIT_MS: "20000" });
  const superuser = (running.superuser = new pg.Pool({
    ...{ connectionString: postgres.superUrl, max: 2 },
    ...{ connectionTimeoutMillis: 20_000, query_timeout: 60_000 },
  }));
  superuser.on("error", () => undefined);
  await mkdir(join(job.folder, "logs"), { recursive: true });
  const effects = join(job.folder, "effects.jsonl");
  const upstream = await startUpstream(effects);
  running.upstream = upstream.child;
  const tenants = [await crashTenant("One", upstream.url), await crashTenant("Two", upstream.url)] as const;

  const bundle = job.bundle ?? (await buildGateway());
  const env = { ...base, ...shared };
  const doors: Door[] = [];
  for (const name of PARTS) {
    if (name === "postgres" || (name === "console" && !withConsole)) continue;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const log = join(job.folder, "logs", `${name.replace(" ", "-")}.log`);
    const spec =
      name === "console"
        ? {
            ...{
              program: NEXT,
              args: ["start", ROOT, "--port", String(port), "--hostname", "127.0.0.1"],
              log,
            },
            ...{ execArgv: EXIT_WITH_PARENT, readyUrl: `${url}/login` },
            env: { ...env, ...signing, NEXT_TELEMETRY_DISABLED: "1", CONSOLE_URL: url, GATEWAY_URL: url },
          }
        : {
            ...{ program: bundle, execArgv: ["--enable-source-maps"], log },
            readyUrl: name === "worker" ? null : `${url}/readyz`,
            env: {
              ...env,
              ...{
                AGENTGATE_ROLE: ROLES[name],
                GATEWAY_PORT: String(port),
                GATEWAY_URL: url,
              },
            },
          };
    const part = new CrashPart(spec);
    running.parts.set(name, part);
    part.start();
    if (name !== "worker") doors.push({ via: name, url });
  }
  await Promise.all([...running.parts.values()].map((part) => part.ready()));
  return {
    ...{ doors, tenants, superuser, effects, postgres },
    parts: PARTS.filter((name) => name === "postgres" || running.parts.has(name)),
    process: (name) => running.parts.get(name)!,
    fallen: () =>
      [...running.parts].flatMap(([name, part]) => (part.running ? [] : `the ${name} has ended by itself`)),
    stop: () => running.stop(),
  };
}

/** All that has been started so far, so that nothing of it is left, however this process ends. */
class Running {
  postgres: CrashPostgres | undefined;
  superuser: pg.Pool | undefined;
  upstream: ChildProcess | undefined;
  readonly parts = new Map<PartName, CrashPart>();
  readonly #dir: string;
  readonly #atExit = () => this.#endNow();
  readonly #atSignal = () => process.exit(130);

  constructor(dir: string) {
    this.#dir = dir;
    process.once("exit", this.#atExit);
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, this.#atSignal);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.parts.values()].map((part) => part.kill()));
    await endProcess(this.upstream);
    await closeDatabase().catch(() => undefined);
    await this.superuser?.end().catch(() => undefined);
    await this.postgres?.stop();
    await rm(this.#dir, { recursive: true, force: true });
    process.off("exit", this.#atExit);
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, this.#atSignal);
  }

  #endNow(): void {
    for (const part of this.parts.values()) part.killNow();
    this.upstream?.kill("SIGKILL");
    this.postgres?.crashNow();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
