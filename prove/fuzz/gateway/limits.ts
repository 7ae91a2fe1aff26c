import { connect } from "node:net";
import { Tally, type Check, type Result } from "../../suite";
import { httpCases } from "../corpora/http-cases";
import { ms } from "./figures";
import { faultOfAnswer, statementIn } from "./judge";
import { exchange, requestBytes } from "./raw-http";
import { inTurn } from "./storm";
import { agentHeaders, type FuzzWorld } from "./world";

const MB = 2 ** 20;
const SENT_MB = 200;
/** What may be under way in the buffers of both ends when the server has had enough. */
const CUT_MB = 24;

/** HTTP that isn't quite, and bodies past the limit. */
export async function limits(world: FuzzWorld): Promise<Result> {
  const odd = new Tally("A request that is HTTP only nearly is answered with a 4xx or cut off");
  await inTurn(httpCases(world.tenant.agent.apiKey), 0, async ({ name, bytes, readable }) => {
    const answer = await exchange(world.port, bytes, { ends: !readable }).catch((error: Error) => error);
    const fault = answer instanceof Error ? answer.message : faultOfAnswer(answer, readable);
    odd.add(fault && `${name}: ${fault}`);
  });
  odd.add((await world.callWorks()) ? null : "no good call afterwards");
  return { checks: [odd.check, await tooLarge(world)], figures: [] };
}

async function tooLarge(world: FuzzWorld): Promise<Check> {
  const tally = new Tally(`A body of ${SENT_MB} MB in chunks is refused and cut off at the limit`, "T67");
  const headers = { ...agentHeaders(world.tenant.agent.apiKey), "transfer-encoding": "chunked" };
  for (const path of ["/api/v1/tools/call", "/api/v1/sessions", "/mcp", "/mcp/bench"]) {
    let sent = 0;
    const pieces = function* () {
      yield requestBytes("POST", path, { ...headers, accept: "application/json, text/event-stream" });
      const piece = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536, "a"), Buffer.from("\r\n")]);
      for (; sent < SENT_MB * MB; sent += 65_536) yield piece;
      yield Buffer.from("0\r\n\r\n");
    };
    const answer = await exchange(world.port, pieces()).catch(() => null);
    const code = statementIn(answer?.headers["content-type"] ?? "", answer?.body ?? "");
    // The connection may be reset before the answer is read; that it was cut is what counts.
    const refused = answer === null || code === "BODY_TOO_LARGE";
    if (!refused) tally.add(`${path}: HTTP ${answer.status} ${code}`);
    else tally.add(sent > CUT_MB * MB && `${path}: it took ${Math.round(sent / MB)} MB`);
  }
  tally.add((await world.callWorks()) ? null : "no good call afterwards");
  return tally.check;
}

const SLOW_AT_ONCE = 40;
/** gateway/server.ts gives a request's head 10 s and the whole of it 30 s, and looks every few seconds. */
const HEAD_MS = 20_000;
const WHOLE_MS = 40_000;
const DRIP_MS = 500;

/** Connections that send a byte now and then. They are held for half a minute, so other parts run meanwhile. */
export async function slow(world: FuzzWorld): Promise<Result> {
  const tally = new Tally(
    "A request that comes byte by byte is ended in time, and keeps nobody from calling",
  );
  const { apiKey } = world.tenant.agent;
  const head = requestBytes("POST", "/api/v1/tools/call", {
    ...agentHeaders(apiKey),
    "content-length": "5000",
  });
  const heads = Array.from({ length: SLOW_AT_ONCE }, () => dripped(world.port, head.subarray(0, 60)));
  const bodies = Array.from({ length: SLOW_AT_ONCE }, () => dripped(world.port, head));
  const works = await world.callWorks();
  tally.add(works ? null : "no good call meanwhile");
  const [slowHeads, slowBodies] = [await Promise.all(heads), await Promise.all(bodies)];
  const note = (what: string, took: number, most: number) =>
    tally.add(took > most && `a slow ${what} was held for ${Math.round(took / 1_000)} s`);
  for (const took of slowHeads) note("head", took, HEAD_MS);
  for (const took of slowBodies) note("body", took, WHOLE_MS);
  return {
    checks: [tally.check],
    figures: [
      ms("longest that a slow head was held", Math.max(...slowHeads), HEAD_MS),
      ms("longest that a slow body was held", Math.max(...slowBodies), WHOLE_MS),
    ],
  };
}

/** @returns how long the connection lasted */
function dripped(port: number, first: Buffer): Promise<number> {
  return new Promise((done) => {
    const began = performance.now();
    const socket = connect(port, "127.0.0.1", () => void socket.write(first));
    const drip = setInterval(() => socket.write("a"), DRIP_MS);
    const give = setTimeout(() => socket.destroy(), WHOLE_MS * 2);
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.on("close", () => {
      clearInterval(drip);
      clearTimeout(give);
      done(performance.now() - began);
    });
  });
}
