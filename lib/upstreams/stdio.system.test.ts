import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import { callTool, closeUpstreams, listTools, rawRequest, serverInfo } from "./index";

const folder = mkdtempSync(join(tmpdir(), "agentgate-fs-"));
const files = upstreamRef("mcp_stdio", {
  command: "node",
  args: ["npm:@modelcontextprotocol/server-filesystem", folder],
});
const everything = upstreamRef("mcp_stdio", {
  command: "node",
  args: ["npm:@modelcontextprotocol/server-everything", "stdio"],
});

beforeAll(() => writeFileSync(join(folder, "note.txt"), "hello"));
afterAll(async () => {
  await closeUpstreams();
  rmSync(folder, { recursive: true });
});

test("the filesystem server's tools are listed with their schemas and annotations", async () => {
  const tools = await listTools(files, { timeoutMs: 30_000 });
  const write = tools.find((tool) => tool.name === "write_file");
  expect(write?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  expect(write?.inputSchema).toMatchObject({ type: "object", required: ["path", "content"] });
});

test("a real file is written and read back", async () => {
  const path = join(folder, "made.txt");
  const written = await callTool(files, toolCall("write_file", { path, content: "by a tool" }));
  expect(written.isError).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("by a tool");
  const read = await callTool(files, toolCall("read_text_file", { path }));
  expect(textOf(read.result)).toBe("by a tool");
  expect(read.result.structuredContent).toEqual({ content: "by a tool" });
});

test("what the server will not do is the tool's own error, not ours", async () => {
  const answer = await callTool(files, toolCall("read_text_file", { path: "/etc/hostname" }));
  expect(answer.isError).toBe(true);
  expect(textOf(answer.result)).toMatch(/outside allowed directories/);
});

test("progress comes through while a long operation runs", async () => {
  const seen: number[] = [];
  const answer = await callTool(
    everything,
    toolCall(
      "trigger-long-running-operation",
      { duration: 0.6, steps: 3 },
      {
        onProgress: ({ progress, total }) => {
          expect(total).toBe(3);
          seen.push(progress);
        },
      },
    ),
  );
  expect(answer.isError).toBe(false);
  expect(seen).toEqual([1, 2, 3]);
});

test("prompts and resources pass through, and the server's declaration can be read", async () => {
  const options = { timeoutMs: 10_000, signal: new AbortController().signal };
  const { capabilities } = await serverInfo(everything);
  expect(Object.keys(capabilities)).toEqual(expect.arrayContaining(["prompts", "resources", "tools"]));
  const { prompts } = await rawRequest(everything, "prompts/list", {}, options);
  expect(prompts).toEqual(expect.arrayContaining([expect.objectContaining({ name: "simple-prompt" })]));
  await expect(rawRequest(everything, "prompts/get", { name: "none" }, options)).rejects.toMatchObject({
    effect: "none",
    rpc: { code: -32602 },
  });
  await expect(rawRequest(everything, "tools/call", { name: "echo" }, options)).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
    effect: "none",
  });
});
