import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `prisma generate`, after each install and (with --if-changed) before each start. The CLI wants a native
 * schema engine and would download it, though the generator never runs it; naming any program that exists
 * keeps it from doing so. Plain JavaScript, because it runs before anything else of the project is certain
 * to work.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "lib/platform/db/generated/inputs.sha256");
const require = createRequire(import.meta.url);

const inputs = hashInputs();
const current = existsSync(stamp) && readFileSync(stamp, "utf8") === inputs;
if (!current || !process.argv.includes("--if-changed")) generate();

function generate() {
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  const args = [require.resolve("prisma/build/index.js"), "generate", "--no-hints"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) {
    console.error(`prisma generate failed:\n${stdout}\n${stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, inputs);
}

function hashInputs() {
  const folder = join(root, "prisma/schema");
  const hash = createHash("sha256").update(require("prisma/package.json").version);
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}
