import type { Tool } from "../capabilities";
import { callWork, WORK_TOOLS } from "../work";
import { ownError } from "./client-errors";
import { parseSuite } from "./config";
import { UpstreamError } from "./errors";
import type { ToolAnswer, ToolCall, UpstreamRef } from "./types";

/** Tools of our own without any input or output: to measure the gateway alone, and to see that it answers. */
const ECHO_TOOLS: readonly Tool[] = [
  {
    name: "echo",
    title: "Echo",
    description: "Answers with its own arguments as text.",
    inputSchema: { type: "object", additionalProperties: true },
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
];

/** @throws UpstreamError UPSTREAM_UNAVAILABLE for a suite that there is not */
export function builtinTools({ config }: UpstreamRef): Tool[] {
  const suite = parseSuite(config);
  return [...(suite === null ? ECHO_TOOLS : WORK_TOOLS[suite])];
}

/** @throws UpstreamError for a tool that there is not, and where our database did not answer */
export async function callBuiltin(upstream: UpstreamRef, call: ToolCall): Promise<ToolAnswer> {
  const suite = parseSuite(upstream.config);
  if (suite === null) return echo(call);
  const { tool, arguments: args, idempotencyKey, agentId, beforeSend } = call;
  const who = { ...(agentId === undefined ? {} : { agentId }), ...(beforeSend ? { beforeSend } : {}) };
  const { tenantId } = upstream;
  try {
    return await callWork({ tenantId, suite, tool, arguments: args, idempotencyKey, ...who });
  } catch (cause) {
    const own = ownError(cause);
    if (own) throw own;
    // A commit whose answer was lost may have happened.
    throw new UpstreamError("UPSTREAM_FAILED", "unknown", "The built-in tool failed.", { cause });
  }
}

function echo(call: ToolCall): ToolAnswer {
  if (call.tool !== "echo")
    throw new UpstreamError("UPSTREAM_FAILED", "none", "There is no such built-in tool.");
  call.beforeSend?.();
  return { result: { content: [{ type: "text", text: JSON.stringify(call.arguments) }] }, isError: false };
}
