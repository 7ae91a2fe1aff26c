import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { resolve } from "node:path";
import type { ToolCall, UpstreamRef } from "../lib/upstreams";
import { foreignEnv } from "../lib/platform/env";
import { newId } from "../lib/platform/ids";
import type { JsonObject } from "../lib/platform/json";

const FIXTURE = resolve(import.meta.dirname, "fixtures/misbehaving-server.mjs");
const EVERYTHING = resolve(
  import.meta.dirname,
  "../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);

/** An upstream row as the gateway hands it on. */
export function upstreamRef(kind: string, config: JsonObject): UpstreamRef {
  return { tenantId: newId(), id: newId(), slug: "peer", kind, config, allow: ["127.0.0.0/8"] };
}

/** Our own server that hangs, dies, floods and lies, by tool name. */
export function misbehaving(...flags: string[]): UpstreamRef {
  return upstreamRef("mcp_stdio", { command: "node", args: [FIXTURE, ...flags] });
}

/** One call, with what every call has. */
export function toolCall(tool: string, args: JsonObject = {}, more: Partial<ToolCall> = {}): ToolCall {
  return {
    tool,
    arguments: args,
    timeoutMs: 20_000,
    idempotencyKey: newId(),
    signal: new AbortController().signal,
    ...more,
  };
}

/** The first text of a tool's result. */
export function textOf(result: JsonObject): string {
  const { content } = result;
  const first = Array.isArray(content) ? content[0] : undefined;
  const isText = typeof first === "object" && first !== null && !Array.isArray(first);
  return isText && typeof first.text === "string" ? first.text : "";
}

/** The reference server "everything" over Streamable HTTP, on a given or a free port. */
export async function startEverything(at?: number): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = at ?? (await freePort());
  const child = spawn(process.execPath, [EVERYTHING, "streamableHttp"], {
    env: { ...foreignEnv(), NODE_ENV: "test", PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await said(child, `listening on port ${port}`);
  const stop = () =>
    new Promise<void>((done) => {
      child.once("exit", () => done());
      child.kill("SIGKILL");
    });
  return { url: `http://127.0.0.1:${port}/mcp`, stop };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? done(address.port) : fail(new Error("no port")),
      );
    });
  });
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((done, fail) => {
    let heard = "";
    const hear = (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.includes(words)) done();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", () => fail(new Error(`ended early: ${heard.slice(-500)}`)));
  });
}
