import { z } from "zod";
import type { Tool } from "../capabilities";
import { isObject, type JsonObject } from "../platform/json";
import type { Live } from "./connection";
import { UpstreamError } from "./errors";
import { hasSendableHeaders, mirrorsArguments } from "./header-declarations";
import { CONNECT_MS, MAX_PAGES, MAX_TOOLS } from "./limits";
import { raw } from "./request";

const Members = z.custom<JsonObject>(isObject);
const Listed = z.object({
  name: z.string().min(1),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  inputSchema: Members,
  outputSchema: Members.exactOptional(),
  annotations: Members.exactOptional(),
});
const Page = z.object({ tools: z.array(Listed), nextCursor: z.string().optional() });

/**
 * All pages of `tools/list`, in the upstream's order, without tools that could not be called as they ask to be.
 * @throws UpstreamError where it never ends or makes no sense
 */
export async function fetchTools(live: Live, signal: AbortSignal): Promise<Tool[]> {
  if (!live.client.getServerCapabilities()?.tools) return [];
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const ask = raw("tools/list", cursor === undefined ? {} : { cursor }, {});
    const parsed = Page.safeParse(await ask(live, CONNECT_MS, signal));
    if (!parsed.success) throw unusable("The upstream's list of tools is not what MCP describes.");
    tools.push(...parsed.data.tools);
    if (tools.length > MAX_TOOLS) break;
    cursor = parsed.data.nextCursor;
    if (cursor === undefined) return mirrorsArguments(live) ? tools.filter(callable) : tools;
  }
  throw unusable(`The upstream lists more than ${MAX_TOOLS} tools or ${MAX_PAGES} pages.`);
}

function callable({ inputSchema }: Tool): boolean {
  return hasSendableHeaders(inputSchema);
}

function unusable(message: string): UpstreamError {
  return new UpstreamError("UPSTREAM_FAILED", "none", message);
}
