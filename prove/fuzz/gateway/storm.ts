import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { spreadOf } from "../../../bench/summary";
import { Tally, type Job, type Result } from "../../suite";
import { ms } from "./figures";
import { faultOfAnswer } from "./judge";
import { requests, type Fuzzed } from "./requests";
import type { Watch } from "./watch";
import { agentHeaders, type FuzzWorld } from "./world";

/** Requests that run at the same time. */
const AT_ONCE = 8;
/** What a process needs for its work, it has by then; what it takes more afterwards, it keeps. */
const WARM_UP = 400;
/** Requests between two looks at the process. */
const ROUND = 500;

/** Bodies, headers and paths that nobody meant, at every door of the gateway. */
export async function storm(
  world: FuzzWorld,
  { scale, seed, folder, log }: Job,
  watch: Watch,
): Promise<Result> {
  const count = scale === "nightly" ? 10_000 : 1_000;
  const facts = { ...world, apiKey: world.tenant.agent.apiKey, mcpSession: await mcpSession(world) };
  const made = fc.sample(requests(facts), { numRuns: WARM_UP + count, seed });
  const answers = new Tally("Whatever is sent, the answer is no 5xx and tells nothing of the inside", "T67");
  const good = new Tally("After each hundred of them a good call still works", "T67");
  const latencies: number[] = [];

  const send = async (request: Fuzzed, index: number): Promise<void> => {
    const { method, path, headers, body } = request;
    const answer = await world.send(method, path, headers, body).catch((error: Error) => error);
    const fault = answer instanceof Error ? answer.message : faultOfAnswer(answer);
    if (answer !== null && !(answer instanceof Error)) latencies.push(answer.ms);
    answers.add(fault && `request ${index} (${method} ${path.slice(0, 80)}): ${fault}`);
    if (fault) await writeDown(folder, index, request, fault);
    if (index % 100 === 99)
      good.add((await world.callWorks()) ? null : `no good call after request ${index}`);
  };
  await inTurn(made.slice(0, WARM_UP), 0, send);
  await watch.look();
  latencies.length = 0;
  for (let at = WARM_UP; at < made.length; at += ROUND) {
    await inTurn(made.slice(at, at + ROUND), at, send);
    await watch.look();
  }
  log(`${made.length} requests at the gateway's doors`);
  const figures = [ms("p99 of the answers", spreadOf(latencies).p99)];
  return { checks: [answers.check, good.check], figures };
}

/** Some at a time, in their order. */
export async function inTurn<T>(
  all: readonly T[],
  from: number,
  run: (one: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) await run(all[at] as T, from + at);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function writeDown(folder: string, index: number, request: Fuzzed, fault: string): Promise<void> {
  const { method, path, body, headers } = request;
  const { authorization: _secret, ...shown } = headers;
  const line = { index, method, path, headers: shown, body: body?.toString("base64"), fault };
  await appendFile(join(folder, "requests.ndjson"), `${JSON.stringify(line)}\n`);
}

/** A session of the older protocol, for messages that come in one. */
export async function mcpSession(world: FuzzWorld): Promise<string> {
  const headers = {
    ...agentHeaders(world.tenant.agent.apiKey),
    accept: "application/json, text/event-stream",
  };
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "fuzz", version: "1" },
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const answer = await world.send("POST", "/mcp", headers, body);
  const id = answer?.headers["mcp-session-id"];
  if (id === undefined) throw new Error(`No session of MCP: ${answer?.status} ${answer?.body}`);
  return id;
}
