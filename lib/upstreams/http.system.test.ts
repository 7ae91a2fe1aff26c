import { afterAll, beforeAll, expect, test } from "vitest";
import { startEverything, textOf, toolCall, upstreamRef } from "@/tests/upstream-peers";
import { callTool, closeUpstreams, listTools } from "./index";

let server: Awaited<ReturnType<typeof startEverything>>;
beforeAll(async () => {
  server = await startEverything();
});
afterAll(async () => {
  await closeUpstreams();
  await server.stop();
});

test("tools are listed, called and report progress over Streamable HTTP", async () => {
  const upstream = upstreamRef("mcp_http", { url: server.url });
  const tools = await listTools(upstream, { timeoutMs: 20_000 });
  expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(["echo", "get-sum"]));
  const sum = await callTool(upstream, toolCall("get-sum", { a: 2, b: 3 }));
  expect(textOf(sum.result)).toContain("5");
  const seen: number[] = [];
  const onProgress = ({ progress }: { progress: number }) => void seen.push(progress);
  const long = toolCall("trigger-long-running-operation", { duration: 0.6, steps: 3 }, { onProgress });
  expect((await callTool(upstream, long)).isError).toBe(false);
  expect(seen).toEqual([1, 2, 3]);
});

test("nobody at the address: certainly nothing was executed", async () => {
  const upstream = upstreamRef("mcp_http", { url: "http://127.0.0.1:1/mcp" });
  await expect(callTool(upstream, toolCall("echo"))).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    effect: "none",
  });
});

test("a server that was restarted is found again by the next call", async () => {
  const first = await startEverything();
  const upstream = upstreamRef("mcp_http", { url: first.url });
  await callTool(upstream, toolCall("echo", { message: "a" }));
  await first.stop();
  await expect(callTool(upstream, toolCall("echo", { message: "b" }))).rejects.toMatchObject({
    name: "UpstreamError",
  });
  const second = await startEverything(Number(new URL(first.url).port));
  const answer = await callTool(upstream, toolCall("echo", { message: "c" }));
  expect(textOf(answer.result)).toContain("c");
  await second.stop();
});
