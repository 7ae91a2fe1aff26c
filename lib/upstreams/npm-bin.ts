import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { misconfigured } from "./errors";

const PACKAGE = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const Manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/**
 * The bin entry of an installed package, found as Node finds packages: upwards from where we run.
 * @throws UpstreamError UPSTREAM_UNAVAILABLE
 */
export function binOf(name: string): string {
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
