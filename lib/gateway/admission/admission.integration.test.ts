import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ctxFor, type TestTenant } from "../../../tests/db";
import { gatewayWorld } from "../../../tests/gateway-world";
import { RestClient } from "../../../tests/rest-client";
import { approve } from "../../approvals";
import { withTenant } from "../../platform/db";
import { setEnv } from "../../platform/env/process";
import { closeEvents } from "../../platform/events";
import { createGateway } from "../app";
import { stopSnapshots } from "../index";
import { admit, type Slot } from "./index";

const PLACES = 4;
const app = createGateway();
let world: TestTenant;
let client: RestClient;
let slots: Slot[] = [];

beforeAll(async () => {
  setEnv({ GATEWAY_MAX_CALLS: String(PLACES) });
  world = await gatewayWorld();
  client = await RestClient.open(app, world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

async function fill(): Promise<void> {
  slots = await Promise.all(Array.from({ length: PLACES }, () => admit(world.id)));
}
function empty(): void {
  for (const slot of slots) slot.leave();
}
const decisions = () => withTenant(world.id, (tx) => tx.decision.count());

describe("a gateway with every place taken", () => {
  it("refuses a call before it decides anything, says when to come again, and keeps no row", async () => {
    const before = await decisions();
    await fill();
    try {
      const response = await app.request("/api/v1/tools/call", {
        method: "POST",
        headers: { authorization: `Bearer ${world.agent.apiKey}`, "content-type": "application/json" },
        body: "{}",
      });
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("1");
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({ code: "OVERLOADED", status: 503, retry_after: 1 });
      expect(await decisions()).toBe(before);
    } finally {
      empty();
    }
    expect((await client.call()).status).toBe(200);
  });

  it("still decides the calls of another tenant", async () => {
    const other = await gatewayWorld();
    const theirs = await RestClient.open(app, other);
    await fill();
    try {
      expect((await theirs.call()).status).toBe(200);
    } finally {
      empty();
    }
  });

  it("gives no place to a call whose body has not come", async () => {
    const gone = new AbortController();
    const dripping = Array.from({ length: 2 * PLACES }, async () => {
      const body = new ReadableStream({
        start: (controller) =>
          gone.signal.addEventListener("abort", () => controller.error(new Error("gone"))),
      });
      const headers = { authorization: `Bearer ${world.agent.apiKey}`, "content-type": "application/json" };
      return app.request("/api/v1/tools/call", {
        method: "POST",
        headers,
        body,
        duplex: "half",
      } as RequestInit);
    });
    expect((await client.call()).status).toBe(200);
    gone.abort();
    for (const { status } of await Promise.all(dripping)) expect(status).toBeGreaterThanOrEqual(400);
  });

  it("answers an MCP call in JSON-RPC with the request's id, and other messages as always", async () => {
    const send = (body: object) =>
      app.request("/mcp", {
        method: "POST",
        headers: {
          authorization: `Bearer ${world.agent.apiKey}`,
          "content-type": "application/json",
          host: "localhost",
          accept: "application/json, text/event-stream",
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 7, ...body }),
      });
    await fill();
    try {
      const refused = await send({ method: "tools/call", params: { name: "open.echo" } });
      expect(refused.status).toBe(503);
      expect(refused.headers.get("retry-after")).toBe("1");
      expect(await refused.json()).toMatchObject({
        jsonrpc: "2.0",
        id: 7,
        error: { data: { code: "OVERLOADED", retry_after: 1 } },
      });
      const params = {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "t", version: "1" },
      };
      expect((await send({ method: "initialize", params })).status).toBe(200);
    } finally {
      empty();
    }
  });
});

describe("calls that wait for people", () => {
  it("take no place: more of them wait than there are places, and others are decided meanwhile", async () => {
    const waiting = Array.from({ length: PLACES }, (_, n) =>
      client.call({ tool: "held.echo", args: { text: `please ${n}` }, wait: 60 }),
    );
    const pending = () =>
      withTenant(world.id, (tx) =>
        tx.approval.findMany({ where: { status: "pending" }, select: { id: true } }),
      );
    await expect.poll(async () => (await pending()).length, { timeout: 20_000 }).toBe(PLACES);
    expect((await client.call()).status).toBe(200);
    for (const { id } of await pending()) await approve(ctxFor(world.id, world.reviewer), { approvalId: id });
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
  });
});
