import { Tally, type Result } from "../../suite";
import { ECHO } from "../../../tests/echo-tenant";
import { jsonCases, type JsonCase } from "../corpora/json-cases";
import { faultOfAnswer, statementIn } from "./judge";
import type { RawAnswer } from "./raw-http";
import { inTurn } from "./storm";
import { agentHeaders, type FuzzWorld } from "./world";

const PARSE_ERROR = "-32700";

/** Each text of the table as an argument of a call, over REST and over MCP: both doors answer as the table says. */
export async function jsonTable(world: FuzzWorld): Promise<Result> {
  const tally = new Tally("REST and MCP take and refuse each text of the JSON table as it says", "T56");
  await inTurn(jsonCases(), 0, async (one) => {
    for (const [door, send] of [
      ["REST", overRest],
      ["MCP", overMcp],
    ] as const) {
      const answer = await send(world, one);
      const fault = faultOfAnswer(answer) ?? verdictFault(answer, one);
      tally.add(fault && `${one.name} over ${door}: ${fault}`);
    }
  });
  return { checks: [tally.check], figures: [] };
}

/** Whether the text was read at all; what the policy then makes of the call is not the question. */
function verdictFault(answer: RawAnswer, { accepted }: JsonCase): string | null {
  const code = statementIn(answer?.headers["content-type"] ?? "", answer?.body ?? "");
  const read = code !== "MALFORMED_JSON" && code !== PARSE_ERROR;
  return read === accepted ? null : `it was ${read ? "taken" : "refused"} (HTTP ${answer?.status}, ${code})`;
}

function overRest(world: FuzzWorld, { bytes }: JsonCase): Promise<RawAnswer> {
  const before = `{"session_id":"${world.sessionId}","tool_name":"${ECHO}","arguments":{"message":"hello","nested":`;
  const body = Buffer.concat([Buffer.from(before), bytes, Buffer.from("}}")]);
  return world.send("POST", "/api/v1/tools/call", agentHeaders(world.tenant.agent.apiKey), body);
}

const META = `{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`;

function overMcp(world: FuzzWorld, { bytes }: JsonCase): Promise<RawAnswer> {
  const before = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":${META},"name":"${ECHO}","arguments":`;
  const body = Buffer.concat([
    Buffer.from(`${before}{"message":"hello","nested":`),
    bytes,
    Buffer.from("}}}"),
  ]);
  const headers = {
    ...agentHeaders(world.tenant.agent.apiKey),
    ...{ accept: "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28" },
    ...{ "mcp-method": "tools/call", "mcp-name": ECHO },
  };
  return world.send("POST", "/mcp", headers, body);
}
