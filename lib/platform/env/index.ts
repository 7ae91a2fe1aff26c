import { z } from "zod";

/**
 * The whole configuration by environment, read once. Nothing else reads process.env (a lint rule says so);
 * README's configuration table lists the same names.
 */
const Env = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** Application role's connection. Unset: the supervisor starts an embedded PostgreSQL and sets it. */
  DATABASE_URL: z.string().startsWith("postgres").optional(),
  /** Owner's connection, for migrations and seeding only. */
  DATABASE_OWNER_URL: z.string().startsWith("postgres").optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  AGENTGATE_DIR: z.string().default(".agentgate"),
  AGENTGATE_ROLE: z.enum(["all", "gateway", "worker"]).default("all"),
  GATEWAY_PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  CONSOLE_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** Where people reach the console; approval links start with it. */
  CONSOLE_URL: z.url().default("http://localhost:3000"),
  GATEWAY_URL: z.url().default("http://localhost:4000"),
  /** Signs console sessions. The supervisor makes one and keeps it with mode 0600. */
  AUTH_SECRET: z.string().min(32).optional(),
  /** Signs MCP requestState. Made and kept by the supervisor. */
  AGENTGATE_SECRET: z.string().min(32).optional(),
  /** Ed25519 (PKCS8, PEM or base64 DER): signs published policies. For the console and the seed, never the gateway. */
  AGENTGATE_POLICY_SIGNING_KEY: z.string().optional(),
  /** Public keys (base64 of raw or SPKI, comma-separated) whose signatures on policies count. */
  AGENTGATE_POLICY_TRUSTED_KEYS: z.string().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Env = z.infer<typeof Env>;

let cached: Env | undefined;

/** @throws Error naming every variable that is wrong, at first use. */
export function env(): Env {
  if (cached) return cached;
  const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not usable:\n${lines.join("\n")}`);
  }
  return (cached = parsed.data);
}

/** For tests and the supervisor, which change the environment before anything else reads it. */
export function resetEnv(): void {
  cached = undefined;
}

/** All that a program of somebody else's, started by us, gets of our environment: secrets are none of its business. */
export function foreignEnv(): Record<string, string> {
  const { PATH, HOME, LANG } = process.env;
  const given = Object.entries({ PATH, HOME, LANG });
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
