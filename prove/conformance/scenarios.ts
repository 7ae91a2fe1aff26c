import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { REVISIONS } from "./baseline";

/** What the suite's command hands on. */
export const Asked = z.object({
  scenario: z.string(),
  revision: z.enum(REVISIONS),
  serverUrl: z.url(),
  context: z.object({
    toolCalls: z
      .array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }))
      .optional(),
  }),
});
export type Asked = z.infer<typeof Asked>;

type Args = Record<string, unknown>;
type Play = (client: Client, asked: Asked) => Promise<unknown>;

const echo = { schema: "json_schema_echo", focal: "json_schema_2020_12_tool" };

/**
 * What an agent does through the gateway, so that its upstream client shows what the scenario looks at. A scenario that
 * is not here needs no more than what registering an upstream does: connect, and list its tools.
 */
const PLAYS: Record<string, Play> = {
  tools_call: (client) => call(client, "add_numbers", { a: 5, b: 3 }),
  "elicitation-sep1034-client-defaults": (client) => call(client, "test_client_elicitation_defaults"),
  "sse-retry": (client) => call(client, "test_reconnection"),
  "request-metadata": (client) => client.listTools(),
  "sep-2322-client-request-state": async (client) => {
    await Promise.all([call(client, "test_mrtr_echo_state"), call(client, "test_mrtr_unrelated")]);
    await call(client, "test_mrtr_no_state");
    await call(client, "test_mrtr_no_result_type");
  },
  "http-standard-headers": async (client) => {
    for (const { name } of (await client.listTools()).tools) await call(client, name);
    for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
    for (const { name } of (await client.listPrompts()).prompts) await client.getPrompt({ name });
  },
  "http-custom-headers": async (client, { context }) => {
    for (const { name, arguments: args } of context.toolCalls ?? [])
      await call(client, name, withoutNulls(args));
  },
  // Every tool that the gateway lets agents see, so that one it should have left out would be called.
  "http-invalid-tool-headers": async (client) => {
    for (const { name } of (await client.listTools()).tools)
      await call(client, name, { region: "us", value: "x" });
  },
  "json-schema-ref-no-deref": async (client) => {
    await client.listTools();
    await call(client, "lookup_user", { id: "a" });
  },
  "json-schema-2020-12-preservation": async (client) => {
    const { tools } = await client.listTools();
    const schema = tools.find(({ name }) => name.endsWith(echo.focal))?.inputSchema;
    await call(client, echo.schema, { schema });
  },
};

/** By the newer revision the agent's own client would leave tools out, where it is ours that has to. */
const UNFILTERED = new Set(["http-invalid-tool-headers"]);

/** As an agent at the gateway, by the revision that is tried. @throws where the scenario cannot be played to its end */
export async function playScenario(url: string, asked: Asked): Promise<void> {
  const play = PLAYS[asked.scenario];
  if (!play) return;
  const older = asked.revision === "2025-11-25" || UNFILTERED.has(asked.scenario);
  const mode = older ? ("legacy" as const) : { pin: asked.revision };
  const client = new Client(
    { name: "conformance-agent", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } },
  );
  client.setRequestHandler("elicitation/create", () =>
    Promise.resolve({ action: "accept" as const, content: { confirmed: true } }),
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  try {
    await play(client, asked);
  } finally {
    await client.close();
  }
}

/** The gateway holds arguments against the tool's own schema, and that of these has no null. */
function withoutNulls(args: Args): Args {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

/** A tool's own error is an answer; that there was none is a failure. */
function call(client: Client, name: string, args: Args = {}): Promise<unknown> {
  return client.callTool({ name, arguments: args });
}
