#!/usr/bin/env node
// The commands are TypeScript, so this small file makes Node read it, then hands over.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
