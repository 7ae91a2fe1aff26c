import type { Tool as SdkTool } from "@modelcontextprotocol/client";
import { isObject, type JsonObject } from "../platform/json";
import type { Connection, Live } from "./connection";
import { mirrorsArguments } from "./header-declarations";
import { fetchTools } from "./list-tools";
import { bounded, headerMismatch, perform, progressOf, raw, type Send } from "./request";
import { askingBefore } from "./sending";
import type { ToolAnswer, ToolCall } from "./types";
import type { Turn } from "./within";

/** Runs a tool over MCP. @throws UpstreamError */
export async function callOverMcp(connection: Connection, call: ToolCall, turn: Turn): Promise<ToolAnswer> {
  const params = {
    name: call.tool,
    arguments: call.arguments,
    _meta: {
      "io.agentgate/idempotency-key": call.idempotencyKey,
      ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
    },
  };
  const plain = raw("tools/call", params, call);
  const send: Send<JsonObject> = (live, leftMs, signal) =>
    mirrorsArguments(live)
      ? mirrored(live, params, call, leftMs, signal, plain)
      : plain(live, leftMs, signal);
  const result = await askingBefore(call.beforeSend, () => perform(connection, call, turn, send));
  return { result, isError: result.isError === true };
}

/** Which tools ask for it, per session; asked again when the server says that we are wrong. */
const declared = new WeakMap<Live, Map<string, SdkTool>>();

async function mirrored(
  live: Live,
  params: { name: string; arguments: JsonObject; _meta: JsonObject },
  call: ToolCall,
  leftMs: number,
  signal: AbortSignal,
  plain: Send<JsonObject>,
): Promise<JsonObject> {
  for (let again = false; ; again = true) {
    const tool = (await toolsWithHeaders(live, signal, again)).get(params.name);
    try {
      if (!tool) return await plain(live, leftMs, signal);
      const { onProgress } = call;
      const answer: unknown = await live.client.callTool(params, {
        signal,
        timeout: leftMs + 1_000,
        toolDefinition: tool,
        ...(onProgress ? { onprogress: (told) => onProgress(progressOf(told)) } : {}),
      });
      return bounded(isObject(answer) ? answer : {});
    } catch (error) {
      if (again || !headerMismatch(error)) throw error;
    }
  }
}

async function toolsWithHeaders(
  live: Live,
  signal: AbortSignal,
  anew: boolean,
): Promise<Map<string, SdkTool>> {
  const known = anew ? undefined : declared.get(live);
  if (known) return known;
  const tools = await fetchTools(live, signal);
  const found = tools.filter(({ inputSchema }) => JSON.stringify(inputSchema).includes('"x-mcp-header"'));
  // Without its output schema: results are passed on, not judged.
  const entries = found.map(({ name, inputSchema }) => [name, { name, inputSchema } as SdkTool] as const); // safe: type is "object" by MCP
  const map = new Map(entries);
  declared.set(live, map);
  return map;
}
