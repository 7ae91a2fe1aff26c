import { serve } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

/** What one tool says of itself, which a journey may change while the server runs. */
type Words = { title: string; description: string };

export type NotesServer = {
  url: string;
  /** From the next listing on, a tool says something else. */
  describe: (tool: string, words: Partial<Words>) => void;
  stop: () => Promise<void>;
};

const TOOLS = {
  read_note: {
    words: { title: "Read a note", description: "Reads a note and returns its text." },
    input: z.object({ path: z.string().describe("Where the note is"), lines: z.int().default(10) }),
    annotations: { readOnlyHint: true },
  },
  list_notes: {
    words: { title: "List notes", description: "Lists the names of all notes." },
    input: z.object({}),
    annotations: { readOnlyHint: true },
  },
  delete_note: {
    words: { title: "Delete a note", description: "Deletes a note and returns what it said." },
    input: z.object({ path: z.string() }),
    annotations: { destructiveHint: true },
  },
  restore_note: {
    words: { title: "Restore a note", description: "Writes a note that was deleted." },
    input: z.object({ path: z.string(), text: z.string() }),
    annotations: { destructiveHint: false },
  },
} as const;

/** A real MCP server over Streamable HTTP, whose tools can change what they say. */
export async function startNotesServer(): Promise<NotesServer> {
  const words = new Map<string, Words>(Object.entries(TOOLS).map(([name, tool]) => [name, tool.words]));
  const handler = createMcpHandler(() => makeServer(words));
  const server = serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => handler.fetch(request) });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    describe(tool, change) {
      const before = words.get(tool);
      if (!before) throw new Error(`there is no tool ${tool}`);
      words.set(tool, { ...before, ...change });
    },
    async stop() {
      await handler.close();
      const closed = new Promise((resolve) => server.close(resolve));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

function makeServer(words: ReadonlyMap<string, Words>): McpServer {
  const server = new McpServer({ name: "notes", version: "1.0.0" }, { capabilities: { tools: {} } });
  for (const [name, { input, annotations }] of Object.entries(TOOLS)) {
    const said = words.get(name) ?? { title: name, description: "" };
    server.registerTool(name, { ...said, inputSchema: input, annotations }, (args: object) => ({
      content: [{ type: "text" as const, text: `${name} ${JSON.stringify(args)}` }],
    }));
  }
  return server;
}
