import { randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import {
  createMcpHandler,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

/** One HTTP request as it arrived. */
export type Received = { method: string; rpc: string; headers: Record<string, string>; body: string };

export type McpPeer = {
  url: string;
  received: Received[];
  /** Registers one more tool, and tells whoever listens. */
  addTool(name: string): void;
  /** Calls of the tool `wait`, which answers to nothing but being cancelled. */
  waiting: { begun: number; cancelled: number };
  stop(): Promise<void>;
};

type Options = {
  /** Only the older protocol, and a session belongs to whom it was opened by. */
  boundSessions?: boolean;
  /** Knows no `ping`, though every server of the older protocol should. */
  withoutPing?: boolean;
  /** Turns down whoever doesn't come with one of these. */
  accepts?: readonly string[];
};

/** A real MCP server over Streamable HTTP that keeps what it received, and tells callers how they came in. */
export async function startMcpPeer({
  boundSessions = false,
  withoutPing = false,
  accepts,
}: Options = {}): Promise<McpPeer> {
  const received: Received[] = [];
  const extra = new Set<string>();
  const servers = new Set<McpServer>();
  const waiting = { begun: 0, cancelled: 0 };
  const handler = createMcpHandler(() => makeServer(extra, waiting));
  const sessions = new Map<string, { owner: string; transport: WebStandardStreamableHTTPServerTransport }>();

  async function inSession(request: Request): Promise<Response> {
    const owner = request.headers.get("authorization") ?? "";
    const known = sessions.get(request.headers.get("mcp-session-id") ?? "");
    if (known) return known.owner === owner ? known.transport.handleRequest(request) : status(403);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, { owner, transport }),
    });
    const server = makeServer(extra, waiting);
    if (withoutPing) server.server.removeRequestHandler("ping");
    servers.add(server);
    await server.connect(transport);
    return transport.handleRequest(request);
  }

  const server = serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const body = await request.clone().text();
      const headers = Object.fromEntries(request.headers);
      received.push({ method: request.method, rpc: rpcOf(body), headers, body });
      if (accepts && !accepts.includes(headers.authorization ?? "")) return status(401);
      return boundSessions ? inSession(request) : handler.fetch(request);
    },
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the peer has no port");
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    received,
    waiting,
    addTool(name) {
      extra.add(name);
      for (const one of servers) addTo(one, name);
      handler.notify.toolsChanged();
    },
    async stop() {
      await handler.close();
      const closed = new Promise((resolve) => server.close(resolve));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

function makeServer(extra: ReadonlySet<string>, waiting: McpPeer["waiting"]): McpServer {
  const server = new McpServer(
    { name: "receiving", version: "2.1.0" },
    { capabilities: { tools: { listChanged: true } } },
  );
  const says = (text: string) => ({ content: [{ type: "text" as const, text }] });
  const whoami = { description: "Says which credential it was called with.", inputSchema: z.object({}) };
  server.registerTool("whoami", whoami, (_: object, { http }: ServerContext) =>
    says(`${http?.req?.headers.get("authorization")} ${http?.req?.headers.get("x-api-key")}`),
  );
  for (const name of extra) {
    if (name === "wait") addWaiting(server, waiting);
    else addTo(server, name);
  }
  return server;
}

function addTo(server: McpServer, name: string): void {
  server.registerTool(name, { inputSchema: z.object({}) }, () => ({ content: [] }));
}

function addWaiting(server: McpServer, waiting: McpPeer["waiting"]): void {
  server.registerTool("wait", { inputSchema: z.object({}) }, async (_: object, { mcpReq }: ServerContext) => {
    waiting.begun++;
    await new Promise((done) => mcpReq.signal.addEventListener("abort", done, { once: true }));
    waiting.cancelled++;
    return { content: [] };
  });
}

function rpcOf(body: string): string {
  const message = body === "" ? null : (JSON.parse(body) as { method?: unknown } | null);
  return typeof message?.method === "string" ? message.method : "";
}

const status = (code: number) => new Response(null, { status: code });
