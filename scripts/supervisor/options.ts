import { resolve } from "node:path";
import { env } from "../../lib/platform/env";
import { inheritedEnv, setEnv } from "../../lib/platform/env/process";
import { rawPublicKey, readPrivateKey } from "../../lib/platform/secrets";

export type Options = {
  dir: string;
  dev: boolean;
  /** False with --gateway-only: agents are served, people have no pages. */
  console: boolean;
  host: string;
  gatewayPort: number;
  consolePort: number;
  gatewayUrl: string;
  consoleUrl: string;
};

const USAGE = "Usage: npm start [-- --gateway-only]   or   npm run dev [-- --gateway-only]";

/** @throws Error with a sentence for the person at the terminal. */
export function readOptions(argv: readonly string[]): Options {
  const unknown = argv.filter((arg) => arg !== "--dev" && arg !== "--gateway-only");
  if (unknown.length > 0) throw new Error(`${unknown.join(" ")} means nothing here. ${USAGE}`);
  const { AGENTGATE_DIR, HOST, GATEWAY_PORT, CONSOLE_PORT } = env();
  if (GATEWAY_PORT === CONSOLE_PORT) throw new Error("GATEWAY_PORT and CONSOLE_PORT must differ.");
  const given = inheritedEnv();
  return {
    dir: resolve(AGENTGATE_DIR),
    dev: argv.includes("--dev"),
    console: !argv.includes("--gateway-only"),
    host: HOST,
    gatewayPort: GATEWAY_PORT,
    consolePort: CONSOLE_PORT,
    gatewayUrl: given.GATEWAY_URL || `http://localhost:${GATEWAY_PORT}`,
    consoleUrl: given.CONSOLE_URL || `http://localhost:${CONSOLE_PORT}`,
  };
}

type Needed = {
  appUrl: string;
  ownerUrl: string | undefined;
  auth: string;
  gateway: string;
  policyKey: string;
  vaultKeys: string;
};

/** Completes this process's own environment (the seed reads it) and returns what the parts get of it. */
export function completeEnv(options: Options, needed: Needed): NodeJS.ProcessEnv {
  const given = inheritedEnv();
  setEnv({
    ...baseEnv(options),
    DATABASE_URL: needed.appUrl,
    ...(needed.ownerUrl ? { DATABASE_OWNER_URL: needed.ownerUrl } : {}),
    AUTH_SECRET: given.AUTH_SECRET || needed.auth,
    AGENTGATE_SECRET: given.AGENTGATE_SECRET || needed.gateway,
    AGENTGATE_VAULT_KEYS: given.AGENTGATE_VAULT_KEYS || needed.vaultKeys,
    ...policyKeys(given, needed.policyKey),
  });
  const complete = inheritedEnv();
  // Serving needs no owner's rights, so the parts never hear of them.
  delete complete.DATABASE_OWNER_URL;
  // The terminal is for people; the parts log to files, and what fails here is said in a sentence.
  setEnv({ LOG_LEVEL: "silent" });
  return complete;
}

/**
 * What the gateway gets of it: it verifies policies and needs no key to sign them, and what runs beside foreign
 * servers must not be able to make one.
 */
export function gatewayEnv(complete: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { AGENTGATE_POLICY_SIGNING_KEY: _, ...rest } = complete;
  return rest;
}

/** What is signed here is trusted here, besides what else is said to be. */
function policyKeys(given: NodeJS.ProcessEnv, made: string) {
  const signing = given.AGENTGATE_POLICY_SIGNING_KEY || made;
  const trusted = (given.AGENTGATE_POLICY_TRUSTED_KEYS ?? "").split(",").map((key) => key.trim());
  return {
    AGENTGATE_POLICY_SIGNING_KEY: signing,
    AGENTGATE_POLICY_TRUSTED_KEYS: [...new Set([...trusted, ownPublicKey(signing)])]
      .filter(Boolean)
      .join(","),
  };
}

function ownPublicKey(signing: string): string {
  try {
    return rawPublicKey(readPrivateKey(signing));
  } catch (error) {
    throw new Error(
      `AGENTGATE_POLICY_SIGNING_KEY ${error instanceof Error ? error.message : "is not usable"}.`,
    );
  }
}

/** What is known before there is a database; enough to build. */
export function buildEnv(options: Options): NodeJS.ProcessEnv {
  const { DATABASE_URL: _app, DATABASE_OWNER_URL: _owner, ...rest } = inheritedEnv();
  return { ...rest, ...baseEnv(options) };
}

function baseEnv(options: Options) {
  return {
    NODE_ENV: options.dev ? ("development" as const) : ("production" as const),
    AGENTGATE_DIR: options.dir,
    HOST: options.host,
    GATEWAY_PORT: String(options.gatewayPort),
    CONSOLE_PORT: String(options.consolePort),
    GATEWAY_URL: options.gatewayUrl,
    CONSOLE_URL: options.consoleUrl,
  };
}
