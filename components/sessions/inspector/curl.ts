import type { Payload } from "@/lib/calls/waterfall/types";

type Asked = { sessionId: string | null; capability: string; arguments: Payload };

/**
 * The call as a command for a shell; null where the arguments are too long to be here. Address and key are variables:
 * the console knows no key, and a copied text must not carry one.
 */
export function curlOf(call: Asked): string | null {
  if (call.arguments.kind === "cut" || call.sessionId === null) return null;
  const body = JSON.stringify({
    session_id: call.sessionId,
    tool_name: call.capability,
    arguments: call.arguments.kind === "whole" ? call.arguments.value : {},
  });
  return [
    `curl -sS "$AGENTGATE_URL/api/v1/tools/call" \\`,
    `  -H "authorization: Bearer $AGENTGATE_API_KEY" \\`,
    `  -H "content-type: application/json" \\`,
    `  --data-raw ${quoted(body)}`,
  ].join("\n");
}

/** In single quotes a POSIX shell reads everything as it is, but for the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
