import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { foreignEnv } from "../platform/env";
import type { JsonObject } from "../platform/json";
import type { ChildSpec } from "./child-transport";
import { UpstreamError } from "./errors";

/** Whether prompts and resources pass through /mcp/{upstream}; read by the gateway. */
const passThrough = z.boolean().optional();

const Stdio = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().min(1).optional(),
  passThrough,
});
const Http = z.strictObject({ url: z.url({ protocol: /^https?$/ }), passThrough });

/** How to reach an upstream, read from its row. */
export type Target =
  { kind: "mcp_stdio"; child: ChildSpec } | { kind: "mcp_http"; url: URL } | { kind: "builtin" };

/** @throws UpstreamError UPSTREAM_UNAVAILABLE naming what is wrong with the configuration. */
export function parseTarget(kind: string, config: JsonObject): Target {
  if (kind === "builtin") return { kind };
  if (kind === "mcp_http") return { kind, url: new URL(parse(Http, config).url) };
  if (kind !== "mcp_stdio") throw misconfigured(`The kind "${kind}" is not known.`);
  const { command, args, env, cwd } = parse(Stdio, config);
  const child = {
    // The Node that runs us, so that no other has to be installed.
    command: command === "node" ? process.execPath : command,
    args: args.map((arg) => (arg.startsWith("npm:") ? binOf(arg.slice(4)) : arg)),
    env: { ...foreignEnv(), ...env },
    ...(cwd === undefined ? {} : { cwd: resolve(cwd) }),
  };
  return { kind, child };
}

function parse<T>(schema: z.ZodType<T>, config: JsonObject): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw misconfigured(`${issue?.path.join(".") || "config"}: ${issue?.message ?? "not valid"}`);
}

const PACKAGE = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const Manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/** The bin entry of an installed package, found as Node finds packages: upwards from where we run. */
function binOf(name: string): string {
  if (!PACKAGE.test(name)) throw misconfigured(`"${name}" is not a package name.`);
  for (const folder of upwards(process.cwd())) {
    const root = join(folder, "node_modules", name);
    const file = join(root, "package.json");
    if (!existsSync(file)) continue;
    const manifest = Manifest.safeParse(JSON.parse(readFileSync(file, "utf8")));
    const bin = manifest.success ? manifest.data.bin : {};
    const path = typeof bin === "string" ? bin : Object.values(bin)[0];
    if (path === undefined) throw misconfigured(`The package ${name} has no bin entry.`);
    return join(root, path);
  }
  throw misconfigured(`The package ${name} is not installed.`);
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function misconfigured(detail: string): UpstreamError {
  return new UpstreamError(
    "UPSTREAM_UNAVAILABLE",
    "none",
    `The upstream's configuration is not usable. ${detail}`,
  );
}
