import { resolve } from "node:path";
import { z } from "zod";
import type { CredentialMaterial } from "../credentials/types";
import { foreignEnv } from "../platform/env";
import type { JsonObject } from "../platform/json";
import { WORK_SUITES, type WorkSuite } from "../work";
import type { ChildLimits, ChildSpec } from "./child-command";
import { misconfigured } from "./errors";
import { limitsOf } from "./limits";
import { binOf } from "./npm-bin";
import { programOf, tenantFolder } from "./stdio-servers";
import type { UpstreamRef } from "./types";

/** Whether prompts and resources pass through /mcp/{upstream}; read by the gateway. */
const passThrough = z.boolean().optional();

/** A program of the operator's own choosing, written into the row by seed or SQL, never by the console. */
const Command = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().min(1).optional(),
  /** Variables that a credential may set. */
  credentialEnv: z.array(z.string()).default([]),
  passThrough,
});
const Server = z.strictObject({ server: z.string(), passThrough });
const Http = z.strictObject({ url: z.url({ protocol: /^https?$/ }), passThrough });
const Builtin = z.strictObject({ suite: z.enum(WORK_SUITES).optional() });

export type StdioTarget = { kind: "mcp_stdio"; child: ChildSpec; limits: ChildLimits };
export type HttpTarget = { kind: "mcp_http"; url: URL };

/**
 * How to reach an upstream that speaks MCP, read from its row.
 * @throws UpstreamError UPSTREAM_UNAVAILABLE naming what is wrong with the configuration.
 */
export function parseTarget(
  upstream: UpstreamRef,
  material: CredentialMaterial | null = null,
): StdioTarget | HttpTarget {
  const { kind, config } = upstream;
  if (kind === "mcp_http") return { kind, url: new URL(parse(Http, config).url) };
  if (kind === "mcp_stdio") return stdioTarget(upstream, material?.env ?? {});
  throw misconfigured(`An upstream of the kind "${kind}" has no connection.`);
}

/** Which of our own tools it is; null: those that measure the gateway. @throws UpstreamError UPSTREAM_UNAVAILABLE */
export function parseSuite(config: JsonObject): WorkSuite | null {
  return parse(Builtin, config).suite ?? null;
}

function stdioTarget(upstream: UpstreamRef, credentialEnv: Readonly<Record<string, string>>): StdioTarget {
  const limits = limitsOf(upstream);
  const { command, args, own, cwd, settable, memoryMb } = programFor(upstream);
  const foreign = Object.keys(credentialEnv).find((name) => !settable.includes(name));
  if (foreign !== undefined) throw misconfigured(`Its credential may not set the variable ${foreign}.`);
  const child = {
    // The Node that runs us, so that no other has to be installed.
    command: command === "node" ? process.execPath : command,
    args: args.map((arg) => argument(arg, upstream.tenantId)),
    env: { ...foreignEnv(), ...own, ...credentialEnv },
    ...(cwd === undefined ? {} : { cwd: resolve(cwd) }),
  };
  // The operator's bound holds whatever a tenant asks for.
  const bound = Math.min(limits.memoryMb, memoryMb ?? Infinity);
  return {
    kind: "mcp_stdio",
    child,
    limits: { maxAnswerKb: limits.maxAnswerKb, memoryMb: bound },
  };
}

type Runnable = {
  command: string;
  args: string[];
  own: Record<string, string>;
  cwd?: string | undefined;
  settable: string[];
  memoryMb?: number | undefined;
};

function programFor({ config }: UpstreamRef): Runnable {
  if ("server" in config) {
    const { command, args, env, memoryMb } = programOf(parse(Server, config).server);
    return { command, args, own: {}, settable: env, memoryMb };
  }
  const { command, args, env, cwd, credentialEnv } = parse(Command, config);
  return { command, args, own: env, cwd, settable: credentialEnv };
}

function argument(arg: string, tenantId: string): string {
  if (arg.startsWith("npm:")) return binOf(arg.slice(4));
  return arg.includes("{tenant_dir}") ? arg.replaceAll("{tenant_dir}", tenantFolder(tenantId)) : arg;
}

function parse<T>(schema: z.ZodType<T>, config: JsonObject): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw misconfigured(`${issue?.path.join(".") || "config"}: ${issue?.message ?? "not valid"}`);
}
