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
  /** How long anything waits for a connection to the database before it is refused, in milliseconds. */
  DATABASE_WAIT_MS: z.coerce.number().int().min(100).max(600_000).default(3000),
  /** How many calls a gateway process decides at once, at most; it finds out how many it can (docs/overload.md). */
  GATEWAY_MAX_CALLS: z.coerce.number().int().min(1).max(10_000).default(256),
  /** How long deciding a call may take on average before fewer are decided at once, in milliseconds. */
  GATEWAY_CALL_TARGET_MS: z.coerce.number().int().min(1).max(60_000).default(12),
  AGENTGATE_DIR: z.string().default(".agentgate"),
  /** The signed file that stops every call on this machine (docs/stopping.md). Unset: stop.json in AGENTGATE_DIR. */
  AGENTGATE_STOP_FILE: z.string().optional(),
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
  /** `id:base64` of 32 bytes each, comma-separated; the first one encrypts secrets, all of them decrypt. */
  AGENTGATE_VAULT_KEYS: z.string().optional(),
  /** A JSON file: which programs upstreams of the kind "local server" may run on this machine. */
  AGENTGATE_STDIO_SERVERS: z.string().optional(),
  /** `smtp://user:password@host:587` or `smtps://…`: what e-mail goes out through. Unset: none goes out. */
  SMTP_URL: z
    .url()
    .refine((url) => /^smtps?:$/.test(new URL(url).protocol), "starts with smtp:// or smtps://")
    .optional(),
  MAIL_FROM: z.string().min(3).max(320).optional(),
  /** E-mail addresses, comma-separated: who may stop every tenant at once, and restart them. */
  AGENTGATE_OPERATORS: z.string().default(""),
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
