import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs after each install: makes `npx agentgate` find this clone's own command. Without the link npx would
 * install the clone into its cache first, and run its postinstall again.
 */
const folder = join(import.meta.dirname, "../node_modules/.bin");
const link = join(folder, "agentgate");
mkdirSync(folder, { recursive: true });
rmSync(link, { force: true });
symlinkSync("../../bin/agentgate.js", link);
