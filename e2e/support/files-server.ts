import { lstat, open, readdir, realpath, rm } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { serve } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

export type FilesServer = { url: string; folder: string; stop: () => Promise<void> };

/**
 * A real MCP server over Streamable HTTP on one folder: write_file makes a file and never replaces one, so that
 * delete_file takes it back; both refuse whatever leads out of the folder, through links too.
 */
export async function startFilesServer(folder: string): Promise<FilesServer> {
  const root = await realpath(folder);
  const handler = createMcpHandler(() => makeServer(root));
  const server = serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => handler.fetch(request) });
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    folder: root,
    async stop() {
      await handler.close();
      const closed = new Promise((done) => server.close(done));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

const Path = z.string().min(1).max(500).describe("Where the file is, within the folder");

function makeServer(root: string): McpServer {
  const server = new McpServer({ name: "files", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.registerTool(
    "list_files",
    { description: "Lists the folder.", inputSchema: z.object({}), annotations: { readOnlyHint: true } },
    () => answer(async () => (await readdir(root)).join("\n")),
  );
  server.registerTool(
    "write_file",
    {
      description: "Makes a file. One that exists already is left as it is, and the call fails.",
      inputSchema: z.object({ path: Path, content: z.string().max(1_000_000) }),
      annotations: { destructiveHint: false },
    },
    ({ path, content }) =>
      answer(async () => {
        const file = await open(await within(root, path), "wx", 0o600);
        await file.writeFile(content).finally(() => file.close());
        return `Wrote ${path}`;
      }),
  );
  server.registerTool(
    "delete_file",
    {
      description: "Deletes a file.",
      inputSchema: z.object({ path: Path }),
      annotations: { destructiveHint: true, idempotentHint: true },
    },
    ({ path }) =>
      answer(async () => {
        const target = await within(root, path);
        if (!(await lstat(target)).isFile()) throw new Error(`${path} is not a file`);
        await rm(target);
        return `Deleted ${path}`;
      }),
  );
  return server;
}

/** The path within the root, its folder resolved: a link may lead anywhere. @throws Error where it leads out */
async function within(root: string, path: string): Promise<string> {
  const wanted = resolve(root, path);
  const folder = await realpath(dirname(wanted));
  if (folder !== root && !folder.startsWith(root + sep)) throw new Error(`${path} leads out of the folder`);
  return join(folder, wanted.slice(dirname(wanted).length + 1));
}

async function answer(work: () => Promise<string>) {
  try {
    return { content: [{ type: "text" as const, text: await work() }] };
  } catch (error) {
    const text = error instanceof Error ? error.message : "failed";
    return { content: [{ type: "text" as const, text }], isError: true };
  }
}
