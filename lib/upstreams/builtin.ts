import type { Tool } from "../capabilities";
import { UpstreamError } from "./errors";
import type { ToolAnswer, ToolCall } from "./types";

/** Tools of our own without any input or output: to measure the gateway alone, and to see that it answers. */
export const BUILTIN_TOOLS: readonly Tool[] = [
  {
    name: "echo",
    title: "Echo",
    description: "Answers with its own arguments as text.",
    inputSchema: { type: "object", additionalProperties: true },
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
];

/** @throws UpstreamError for a tool that there is not */
export function callBuiltin(call: Pick<ToolCall, "tool" | "arguments">): ToolAnswer {
  if (call.tool !== "echo")
    throw new UpstreamError("UPSTREAM_FAILED", "none", "There is no such built-in tool.");
  return { result: { content: [{ type: "text", text: JSON.stringify(call.arguments) }] }, isError: false };
}
