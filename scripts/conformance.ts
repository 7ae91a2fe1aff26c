import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { startWorld } from "./conformance/world";

/**
 * `npm run conformance [-- --revision 2026-07-28] [-- --scenario NAME]`: the official MCP suite, in server mode, through
 * `/mcp/{upstream}` of the real gateway against a fixture upstream, once for each revision's requirements.
 * What is known to fail stands in tests/conformance-baseline.yml; the run fails on any other failure, and on an
 * entry that does not fail any more, so that the list only shrinks.
 */
const ROOT = resolve(import.meta.dirname, "..");
const BASELINE = join(ROOT, "tests/conformance-baseline.yml");
const REVISIONS = ["2026-07-28", "2025-11-25"] as const;
const SUITE = join(
  dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json")),
  "dist/index.js",
);

const Baseline = z.strictObject({ "2026-07-28": z.array(z.string()), "2025-11-25": z.array(z.string()) });

async function main(args: readonly string[]): Promise<number> {
  const baseline = Baseline.parse(parse(await readFile(BASELINE, "utf8")));
  const only = valueOf(args, "--revision");
  const scenario = valueOf(args, "--scenario");
  const folder = await mkdtemp(join(tmpdir(), "agentgate-conformance-"));
  const world = await startWorld();
  let failed = 0;
  try {
    for (const revision of REVISIONS.filter((it) => only === undefined || it === only)) {
      const expected = join(folder, `${revision}.yml`);
      await writeFile(expected, stringify({ server: baseline[revision] }));
      const what = scenario
        ? ["--scenario", scenario, "--spec-version", revision]
        : ["--requirements", revision, "--expected-failures", expected];
      const code = await runSuite(["server", "--url", world.url, ...what], folder);
      console.log(
        `\n${revision}: ${code === 0 ? "as expected" : "NOT as expected"}, with ${baseline[revision].length} known failures\n`,
      );
      if (code !== 0) failed++;
    }
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

/** The suite writes its results into the folder it runs in. */
function runSuite(args: readonly string[], cwd: string): Promise<number> {
  const major = Number(process.versions.node.split(".")[0]);
  const shim = major < 22 ? ["--import", join(ROOT, "scripts/conformance/node20.mjs")] : [];
  const suite = spawn(process.execPath, [...shim, SUITE, ...args], { cwd, stdio: "inherit" });
  return new Promise((done, reject) => {
    suite.on("error", reject);
    suite.on("exit", (code) => done(code ?? 1));
  });
}

function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

process.exitCode = await main(process.argv.slice(2));
