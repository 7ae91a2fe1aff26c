import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LEGACY, McpEndpoint } from "./testing/endpoint";
import type { FakeGateway } from "./testing/fake-gateway";

let endpoint: McpEndpoint;
let gateway: FakeGateway;

beforeEach(async () => {
  endpoint = await McpEndpoint.start();
  ({ gateway } = endpoint);
});
afterEach(() => endpoint.stop());

const guarded = { name: "io.test.guarded", arguments: { text: "please" } };
const statuses = () => [...gateway.calls.values()].map(({ status }) => status);

describe.each(["modern", "legacy"] as const)("a waiting call of a %s client", (era) => {
  it("is withdrawn when the client cancels it", async () => {
    const client = await endpoint.connect(era);
    await client.callTool(guarded);
    await nextMillisecond();
    const stop = new AbortController();
    const waiting = client.callTool(guarded, { signal: stop.signal }).catch(() => "cancelled");
    await vi.waitFor(() => expect(gateway.waiting).toBe(1));
    stop.abort();
    expect(await waiting).toBe("cancelled");
    await vi.waitFor(() => expect(statuses()).toEqual(["cancelled"]));
  });

  it("stays where the client only stops waiting between two calls", async () => {
    const client = await endpoint.connect(era);
    await client.callTool(guarded);
    await nextMillisecond();
    await client.callTool(guarded);
    await client.close();
    expect(statuses()).toEqual(["pending"]);
  });
});

describe("whom a client acts for", () => {
  const actsFor = "person@example.test";
  const opened = () => [...gateway.sessions.values()].map((session) => session.actsFor);

  it("is said once where there is a session", async () => {
    const params = {
      protocolVersion: LEGACY,
      clientInfo: { name: "test", version: "1.0.0" },
      capabilities: {},
      _meta: { "io.agentgate/acts-for": actsFor },
    };
    const { status } = await endpoint.post({ jsonrpc: "2.0", id: 1, method: "initialize", params });
    expect(status).toBe(200);
    expect(opened()).toEqual([actsFor]);
  });

  it("is said with each call where there is none, and what isn't text is no address", async () => {
    const call = (said: unknown) =>
      endpoint.modern("tools/call", {
        name: "io.test.echo",
        arguments: {},
        _meta: { "io.agentgate/acts-for": said },
      });
    await call(actsFor);
    await call(["x"]);
    expect(opened()).toEqual([actsFor, ""]);
  });
});

/** A call attaches to what was held before it, by the milliseconds of ids. */
function nextMillisecond(): Promise<void> {
  const now = Date.now();
  return vi.waitFor(() => expect(Date.now()).toBeGreaterThan(now + 1), { interval: 1 });
}
