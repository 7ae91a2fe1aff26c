import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { McpEndpoint } from "./testing/endpoint";

let endpoint: McpEndpoint;

beforeEach(async () => (endpoint = await McpEndpoint.start()));
afterEach(() => endpoint.stop());

const echo = { name: "io.test.echo", arguments: { text: "hi" } };

describe.each(["modern", "legacy"] as const)("the place of a %s client's call", (era) => {
  it("is given back when it was answered, refused, or never understood", async () => {
    const client = await endpoint.connect(era);
    await client.callTool(echo);
    await client.callTool({ name: "io.test.forbidden", arguments: {} });
    await client.request({ method: "tools/call", params: { name: 7 } } as never).catch(() => undefined);
    await vi.waitFor(() => expect(endpoint.gateway.inWork.size).toBe(0));
    expect(endpoint.gateway.requests[0]?.slot).toBeDefined();
  });

  it("is given back when the client goes away", async () => {
    const client = await endpoint.connect(era);
    const call = client.callTool({ name: "io.test.slow", arguments: {} }).catch(() => undefined);
    await vi.waitFor(() => expect(endpoint.gateway.inWork.size).toBe(1));
    await client.close();
    await call;
    await vi.waitFor(() => expect(endpoint.gateway.inWork.size).toBe(0));
  });

  it("is refused where there is none, and listing tools needs none", async () => {
    const client = await endpoint.connect(era);
    endpoint.gateway.full = true;
    await expect(client.callTool(echo)).rejects.toThrow();
    expect(endpoint.gateway.requests).toEqual([]);
    expect((await client.listTools()).tools.length).toBeGreaterThan(0);
  });
});
