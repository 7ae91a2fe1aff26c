import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Halt } from "./disk";

/** Writes as much as a small commit and waits for the disk, a hundred times a second. Started by bench/disk.ts. */
const [file = "", haltMs = "0"] = process.argv.slice(2);
const BYTES = Buffer.alloc(8_192, 1);
/** Over the same megabyte again and again. */
const BLOCKS = 128;
const PAUSE_MS = 10;

const halts: Halt[] = [];
process.on("message", () => process.send?.(halts));
process.on("disconnect", () => process.exit(0));

const descriptor = openSync(file, "w");
process.on("exit", () => closeSync(descriptor));
for (let n = 0; ; n++) {
  const from = Date.now();
  writeSync(descriptor, BYTES, 0, BYTES.length, (n % BLOCKS) * BYTES.length);
  fdatasyncSync(descriptor);
  const to = Date.now();
  if (to - from > Number(haltMs)) halts.push({ from, to });
  await pause(PAUSE_MS);
}
