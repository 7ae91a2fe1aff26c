import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

/**
 * `prisma generate`, after each install. The CLI wants a native schema engine and would download it, though
 * the generator never runs it; naming any program that exists keeps it from doing so. Plain JavaScript,
 * because it runs before anything else of the project is certain to work.
 */
const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
const env = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};
const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "generate", "--no-hints"], {
  env,
  encoding: "utf8",
});
if (status !== 0) {
  console.error(`prisma generate failed:\n${stdout}\n${stderr}`);
  process.exit(1);
}
