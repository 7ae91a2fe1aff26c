// Loaded into a process with --import: tells over IPC how long its event loop was blocked, how much memory it has, and
// what somebody has written to the prototype of all objects. A tick that is late says that something blocked the loop, or that the machine gave its thread no core; only
// what is left without the latter is the process's own doing, whether it computed meanwhile or waited for something.
import { openSync, readSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const EVERY_MS = 5;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const ownOfObjects = new Set(Reflect.ownKeys(Object.prototype));
const scheduled = openScheduled();
let at, spent, unserved;
begin();
let longest = 0;
let longestLate = 0;

const timer = setInterval(() => {
  const now = performance.now();
  const late = now - at - EVERY_MS;
  longestLate = Math.max(longestLate, late);
  longest = Math.max(longest, ownPartOf(late));
  begin();
}, EVERY_MS);
timer.unref();

function begin() {
  at = performance.now();
  spent = process.cpuUsage();
  unserved = unservedMs();
}

function ownPartOf(late) {
  const until = unservedMs();
  if (until !== null) return late - (until - unserved);
  // Where the system doesn't tell: what it computed, which is less than what it did.
  const used = process.cpuUsage(spent);
  return Math.min(late, (used.user + used.system) / 1_000);
}

function openScheduled() {
  try {
    return openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  } catch {
    return null;
  }
}

/** How long this thread could have run and had no core, ever; null where the system doesn't tell. */
function unservedMs() {
  if (scheduled === null) return null;
  const text = Buffer.alloc(64);
  const [ran, waited] = text.toString("latin1", 0, readSync(scheduled, text, 0, 64, 0)).split(" ");
  return Number(ran) > 0 ? Number(waited) / 1e6 : null;
}

process.on("message", (asked) => {
  if (asked !== "vitals") return;
  // What is only waiting to be collected is nobody's memory; that this takes time is nobody's doing but ours.
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  const polluted = Reflect.ownKeys(Object.prototype).filter((key) => !ownOfObjects.has(key));
  process.send?.({ rss, heapUsed, longest, longestLate, polluted: polluted.map(String) });
  longest = 0;
  longestLate = 0;
  begin();
});
// The monitor is no reason to stay.
process.channel?.unref();
