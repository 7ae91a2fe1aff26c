// A service whose effects are lines of its log. A line is on the disk before its caller hears of it, and the same
// idempotency key has its effect once. `node upstream.mjs LOG`, which prints its port.
import { closeSync, existsSync, fsync, openSync, readFileSync, write } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const SLOW_MS = 250;
const [, , file] = process.argv;
const known = new Set(
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).key)
    : [],
);
const log = openSync(file, "a");
const [writeAll, flush] = [promisify(write), promisify(fsync)];
process.once("disconnect", () => process.exit(0));
process.once("exit", () => closeSync(log));

const server = createServer((request, response) => {
  // By the clock at its arrival: whatever let it come must have been so before.
  const at = Date.now();
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("error", () => undefined);
  request.on("end", () => void answer(request, response, at, Buffer.concat(parts).toString()));
});

async function answer(request, response, at, body) {
  if (request.url !== "/effects" || request.method !== "POST") return void response.end("{}");
  const key = request.headers["idempotency-key"] ?? "";
  const { name, upset } = JSON.parse(body);
  if (upset === "slow") await pause(SLOW_MS);
  const repeat = key !== "" && known.has(key);
  known.add(key);
  await writeAll(log, `${JSON.stringify({ at, key, name, repeat })}\n`);
  await flush(log);
  // Only once: another try with the same key gets its answer.
  if (upset === "drop" && !repeat) return void request.socket.destroy();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ name, repeat }));
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
