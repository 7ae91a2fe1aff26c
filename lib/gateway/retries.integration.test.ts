import { createServer, type RequestListener, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/factories";
import { RestClient } from "../../tests/rest-client";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { hashOf, type JsonObject } from "../platform/json";
import { installPolicy } from "../revisions";
import { closeUpstreams } from "../upstreams";
import { createGateway, stopSnapshots } from "./index";

const POLICY = `version: 1\nrules:\n  - { id: all, principals: ["agent:*"], capabilities: ["*"], action: ALLOW }\n`;
const NOTHING: JsonObject = { type: "object", properties: {}, additionalProperties: false };
const BINDING = { method: "PUT", path: "/", parameters: [], body: null, accept: "*/*" };

let tenant: TestTenant;
const app = createGateway();
const servers: Server[] = [];

beforeAll(async () => {
  tenant = await createTenant();
  await withTenant(tenant.id, (tx) =>
    tx.networkRule.createMany({ data: { id: newId(), tenantId: tenant.id, cidr: "127.0.0.0/8" } }),
  );
  await installPolicy(ctxFor(tenant.id, tenant.admin), POLICY);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(async () => {
  await closeUpstreams();
  await stopSnapshots();
});

/** A service with one idempotent tool that may be tried once more. @returns the tool's name */
async function serve(slug: string, limits: JsonObject, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const config = { baseUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
  const tenantId = tenant.id;
  const upstreamId = newId();
  const facts = { operation: "WRITE", reversible: true, riskLevel: "LOW", idempotent: true, retries: 1 };
  await withTenant(tenantId, async (tx) => {
    await tx.upstream.createMany({
      data: { id: upstreamId, tenantId, slug, name: slug, kind: "http", config, limits },
    });
    await tx.capability.createMany({
      data: {
        ...{ id: newId(), tenantId, upstreamId, name: `${slug}.put`, toolName: "put", binding: BINDING },
        ...{ inputSchema: NOTHING, definitionHash: hashOf(NOTHING), ...facts },
      },
    });
  });
  return `${slug}.put`;
}

async function called(tool: string) {
  const { status, body } = await (await RestClient.open(app, tenant)).call({ tool, args: {} });
  const [outcome] = await withTenant(tenant.id, (tx) =>
    tx.outcome.findMany({ where: { tenantId: tenant.id, callId: String(body.call_id) } }),
  );
  return { status, body, outcome };
}

describe("a call that may be tried again", () => {
  it("stays in doubt where its first try may have run and nobody listens any more", async () => {
    const tool = await serve("gone", {}, (request) => {
      servers[0]?.close();
      request.socket.destroy();
    });
    const { body, outcome } = await called(tool);
    expect(body).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", outcome: "in_doubt" });
    expect(outcome).toMatchObject({ status: "in_doubt", attempts: 2 });
  });

  it("stays in doubt where its first try opened the circuit breaker", async () => {
    let received = 0;
    const tool = await serve("broken", { breakerFailures: 1 }, (request) => {
      received++;
      request.socket.destroy();
    });
    const { body, outcome } = await called(tool);
    expect([body.outcome, outcome?.status, received]).toEqual(["in_doubt", "in_doubt", 1]);
  });

  it("has succeeded where its last try was answered", async () => {
    const keys: unknown[] = [];
    const tool = await serve("back", {}, (request, response) => {
      keys.push(request.headers["idempotency-key"]);
      if (keys.length === 1) request.socket.destroy();
      else response.end("{}");
    });
    const { outcome } = await called(tool);
    expect(outcome).toMatchObject({ status: "succeeded", attempts: 2 });
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it("has failed where no try was sent", async () => {
    const tool = await serve("away", {}, () => undefined);
    await new Promise((done) => servers[0]?.close(done));
    const { body, outcome } = await called(tool);
    expect([body.outcome, outcome?.status]).toEqual(["failed", "failed"]);
  });
});
