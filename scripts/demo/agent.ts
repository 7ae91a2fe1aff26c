import {
  Client,
  StreamableHTTPClientTransport,
  type CallToolResult,
  type Tool,
} from "@modelcontextprotocol/client";
import { z } from "zod";

/** What the gateway says of a call beside the tool's own result, in the result's `_meta`. */
const CallFacts = z.object({
  callId: z.string().nullish(),
  decision: z.string(),
  code: z.string().nullish(),
  rule: z.string().nullish(),
  reason: z.string().nullish(),
});
export type CallFacts = z.infer<typeof CallFacts>;

export type Answer = { text: string; isError: boolean; facts: CallFacts | null };

export type Agent = {
  protocolVersion: string;
  listTools: () => Promise<Tool[]>;
  call: (name: string, args: Record<string, unknown>) => Promise<Answer>;
  close: () => Promise<void>;
};

/** Longer than any approval waits by default; progress from the gateway keeps the connection alive. */
const WAIT_MS = 60 * 60_000;
/** Each round of a held call waits some 25 s at the gateway. */
const ROUNDS = 200;

/**
 * An MCP client of the official SDK, with an API key. It can show a person an address (URL elicitation):
 * the SDK then repeats the held call by itself, until the gateway answers with the tool's result.
 * @param onApproval called with the address and the sentence beside it, once per held call
 */
export async function connectAgent(
  url: URL,
  apiKey: string,
  onApproval: (address: string, message: string) => void,
): Promise<Agent> {
  const client = new Client(
    { name: "agentgate-demo", version: "1.0.0" },
    {
      capabilities: { elicitation: { url: {} } },
      versionNegotiation: { mode: "auto" },
      inputRequired: { maxRounds: ROUNDS },
    },
  );
  // A stateless client has no session of the protocol's; naming one keeps this run's calls together.
  const _meta = { "io.agentgate/session": `run ${new Date().toISOString()}` };
  const shown = new Set<string>();
  client.setRequestHandler("elicitation/create", ({ params }) => {
    if (params.mode !== "url") return { action: "decline" as const };
    if (!shown.has(params.url)) onApproval(params.url, params.message);
    shown.add(params.url);
    // This says only that the person was shown the address; what they decide, the gateway knows itself.
    return { action: "accept" as const };
  });
  await client.connect(
    new StreamableHTTPClientTransport(url, {
      requestInit: { headers: { authorization: `Bearer ${apiKey}` } },
    }),
  );
  return {
    protocolVersion: client.getNegotiatedProtocolVersion() ?? "an unknown revision",
    listTools: async () => (await client.listTools()).tools,
    call: async (name, args) =>
      readAnswer(
        await client.callTool(
          { name, arguments: args, _meta },
          { timeout: WAIT_MS, maxTotalTimeout: WAIT_MS },
        ),
      ),
    close: () => client.close(),
  };
}

function readAnswer(result: CallToolResult): Answer {
  const facts = CallFacts.safeParse(result._meta?.["io.agentgate/call"]);
  const text = result.content
    .map((block) => (block.type === "text" ? block.text : `[${block.type}]`))
    .join("\n");
  return { text, isError: result.isError === true, facts: facts.success ? facts.data : null };
}
