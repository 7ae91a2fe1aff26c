import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { env } from "../platform/env";
import { misconfigured, UpstreamError } from "./errors";
import type { OfferedServers } from "./types";

const Id = z.string().regex(/^[a-z0-9-]{1,64}$/, "Lower-case letters, digits and hyphens.");
const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "Letters, digits and _.");

const Program = z.strictObject({
  id: Id,
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1_000).default(""),
  command: z.string().min(1).max(4_096),
  /** `npm:<package>` is the program of an installed package, `{tenant_dir}` a folder of the tenant's own. */
  args: z.array(z.string().max(4_096)).max(100).default([]),
  /** Variables that a credential may set. Any other could choose what code the program loads. */
  env: z.array(EnvName).max(50).default([]),
  memoryMb: z.int().min(32).max(8_192).optional(),
});
export type Program = z.output<typeof Program>;

const Catalogue = z
  .array(Program)
  .max(200)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, "Each id once.");

/** What there is without a file: nothing that reaches beyond a folder of the tenant's own. */
const BUILT_IN: readonly Program[] = [
  {
    id: "filesystem",
    name: "Files",
    description: "Reads and writes files in a folder of this organisation's own.",
    command: "node",
    args: ["npm:@modelcontextprotocol/server-filesystem", "{tenant_dir}"],
    env: [],
  },
];

/** The programs that the operator of this installation lets upstreams run, for people to choose from. */
export function stdioServers(): OfferedServers {
  try {
    const servers = programs().map(({ id, name, description, env: names }) => ({
      id,
      name,
      description,
      env: names,
    }));
    return { servers, fault: null };
  } catch (error) {
    if (error instanceof UpstreamError) return { servers: [], fault: error.message };
    throw error;
  }
}

/** @throws UpstreamError UPSTREAM_UNAVAILABLE where the operator's list has no such program or is not usable */
export function programOf(id: string): Program {
  const found = programs().find((program) => program.id === id);
  if (!found) throw misconfigured(`The operator of this installation offers no local server "${id}".`);
  return found;
}

/** Read anew each time: it is small, and a change needs no restart. */
function programs(): readonly Program[] {
  const file = env().AGENTGATE_STDIO_SERVERS;
  if (file === undefined) return BUILT_IN;
  const parsed = Catalogue.safeParse(contentsOf(file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "the file";
  throw unusable(`AGENTGATE_STDIO_SERVERS, ${where}: ${issue?.message ?? "not valid"}`);
}

/** No upstream is at fault: whoever runs the installation has to mend the file. */
function unusable(detail: string, cause?: unknown): UpstreamError {
  const message = `The operator's list of programs is not usable. ${detail}`;
  return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", message, { cause });
}

function contentsOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const what = cause instanceof SyntaxError ? "it is not JSON" : "it cannot be read";
    throw unusable(`AGENTGATE_STDIO_SERVERS: ${what}.`, cause);
  }
}

/** A folder for this tenant's files alone, made where there is none. */
export function tenantFolder(tenantId: string): string {
  const folder = resolve(join(env().AGENTGATE_DIR, "files", tenantId));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
