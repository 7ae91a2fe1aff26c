import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { startTickets, TICKETS, type HttpPeer } from "@/tests/http-peer";
import { toolCall } from "@/tests/upstream-peers";
import { getLeaf, listLeaves } from "../../audit";
import { getCapability, irreversibleWriteSpec, listCapabilities, reviewCapability } from "../../capabilities";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { sha256, type JsonObject } from "../../platform/json";
import { callTool, closeUpstreams } from "../manager";
import { loadUpstream } from "../row";
import { syncUpstream } from "../sync-upstream";
import { importOpenApi } from "./import-openapi";
import { previewOpenApi } from "./preview-openapi";

let tenant: TestTenant;
let admin: Ctx;
let peer: HttpPeer;
beforeAll(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
  peer = await startTickets();
  await permitLoopback(tenant.id);
});
afterAll(async () => {
  await closeUpstreams();
  await peer.stop();
});

async function permitLoopback(tenantId: string): Promise<void> {
  await withTenant(tenantId, (tx) =>
    tx.networkRule.createMany({ data: { id: newId(), tenantId, cidr: "127.0.0.0/8" } }),
  );
}

async function add(slug: string, kind = "http"): Promise<string> {
  const id = newId();
  const config = kind === "http" ? { baseUrl: peer.baseUrl } : {};
  const data = { id, tenantId: tenant.id, slug, name: slug, kind, config };
  await withTenant(tenant.id, (tx) => tx.upstream.createMany({ data }));
  return id;
}

const pasted = (text: string) => ({ from: "text" as const, text });
const input = (upstreamId: string, operations: string[], text = TICKETS) => ({
  upstreamId,
  source: pasted(text),
  hash: sha256(text),
  operations,
});

async function capability(name: string) {
  const { rows } = await listCapabilities(admin, { q: name, limit: 200 });
  return getCapability(admin, rows.find((row) => row.name === name)?.id ?? newId());
}

async function documentsOf(
  upstreamId: string,
): Promise<{ operations: string[]; sourceUrl: string | null }[]> {
  const where = { tenantId: tenant.id, upstreamId };
  return withTenant(tenant.id, (tx) =>
    tx.upstreamDocument.findMany({ where, orderBy: { importedAt: "asc" } }),
  );
}

test("a document is looked at, imported, reviewed and called", async () => {
  const upstreamId = await add("tickets");
  const preview = await previewOpenApi(admin, { source: pasted(TICKETS), upstreamId });
  expect(preview.operations.find(({ tool }) => tool === "createTicket")).toMatchObject({
    method: "POST",
    path: "/tickets",
    arguments: ["X-Request-Source", "body"],
    fault: null,
    chosen: false,
  });
  const chosen = ["createTicket", "getTicket", "deleteTicket"];
  const report = await importOpenApi(admin, { ...input(upstreamId, chosen), hash: preview.hash });
  expect(report).toMatchObject({ added: chosen, refused: [] });

  const create = await capability("tickets.createTicket");
  expect(create).toMatchObject({
    reviewed: false,
    riskLevel: "CRITICAL",
    binding: { method: "POST", path: "/tickets" },
  });
  const words = { scope: "", effects: "", justification: "It creates.", consequence: "" };
  const { id: capabilityId, definitionHash, updatedAt } = create;
  const spec = irreversibleWriteSpec(words);
  expect(await reviewCapability(admin, { capabilityId, definitionHash, updatedAt, spec })).toMatchObject({
    status: "active",
  });

  const upstream = await loadUpstream(tenant.id, upstreamId);
  const call = toolCall(
    "createTicket",
    { body: { title: "Printer" } },
    { binding: create.binding, idempotencyKey: "once" },
  );
  const answer = await callTool(upstream, call);
  expect(answer).toMatchObject({ isError: false, result: { structuredContent: { title: "Printer" } } });
  expect([...peer.tickets.values()]).toMatchObject([{ title: "Printer" }]);
  expect(peer.received.at(-1)?.headers["idempotency-key"]).toBe("once");

  const again = await previewOpenApi(admin, { source: pasted(TICKETS), upstreamId });
  expect(
    again.operations
      .filter((one) => one.chosen)
      .map(({ tool }) => tool)
      .sort(),
  ).toEqual(chosen.toSorted());
  // What was chosen is what it offers, whoever asks.
  expect(await syncUpstream(admin, upstreamId)).toMatchObject({
    added: [],
    suspended: [],
    retired: [],
    unchanged: 3,
  });
  const { rows } = await listLeaves(admin, { action: "upstream.document_imported" });
  const leaf = await getLeaf(admin, rows.find(({ subject }) => subject.id === upstreamId)?.id ?? "");
  expect(JSON.parse(leaf.bytes)).toMatchObject({
    data: { hash: preview.hash, title: "Tickets", operations: chosen },
  });
});

test("an operation that reads otherwise the next time is suspended, one that is not chosen any more is retired", async () => {
  const upstreamId = await add("changing");
  await importOpenApi(admin, input(upstreamId, ["createTicket", "getTicket", "deleteTicket"]));
  const changed = TICKETS.replace("Read a ticket", "Read a ticket, and tell nobody");
  expect(await importOpenApi(admin, input(upstreamId, ["createTicket", "getTicket"], changed))).toMatchObject(
    {
      suspended: ["getTicket"],
      retired: ["deleteTicket"],
      unchanged: 1,
    },
  );
  expect((await capability("changing.getTicket")).status).toBe("suspended");
  expect((await documentsOf(upstreamId)).map(({ operations }) => operations)).toEqual([
    ["createTicket", "getTicket", "deleteTicket"],
    ["createTicket", "getTicket"],
  ]);
  expect(await syncUpstream(admin, upstreamId)).toMatchObject({ suspended: [], retired: [] });
});

test("as many operations as can be chosen are imported at once", async () => {
  const paths = Object.fromEntries(
    Array.from({ length: 500 }, (_, at) => [
      `/p${at}`,
      { get: { operationId: `read${at}of500`, responses: {} } },
    ]),
  );
  const text = JSON.stringify({ openapi: "3.1.0", info: { title: "Many", version: "1" }, paths });
  const upstreamId = await add("many");
  const { operations } = await previewOpenApi(admin, { source: pasted(text) });
  const report = await importOpenApi(
    admin,
    input(
      upstreamId,
      operations.map(({ tool }) => tool),
      text,
    ),
  );
  // Names that look alike are the registry's to refuse.
  expect(report.added.length + report.refused.length).toBe(500);
  expect(report.added.length).toBeGreaterThan(300);
});

test("an address is read through the guard, and shown without its query", async () => {
  const upstreamId = await add("by-address");
  const source = { from: "url" as const, url: `${peer.baseUrl}/openapi.yaml?token=mine` };
  const preview = await previewOpenApi(admin, { source });
  expect(preview).toMatchObject({ title: "Tickets", servers: [peer.baseUrl] });
  await importOpenApi(admin, { upstreamId, source, hash: preview.hash, operations: ["getTicket"] });
  expect(await documentsOf(upstreamId)).toMatchObject([{ sourceUrl: `${peer.baseUrl}/openapi.yaml` }]);

  const other = await createTenant();
  await expect(previewOpenApi(ctxFor(other.id, other.admin), { source })).rejects.toMatchObject({
    code: "ADDRESS_NOT_PERMITTED",
  });
});

describe("an address that holds no document is refused with its reason", () => {
  test.each([
    ["trouble/status-500", "INVALID_INPUT", /HTTP 500/],
    ["trouble/html", "INVALID_INPUT", /neither JSON nor YAML/],
    ["trouble/stream", "INVALID_INPUT", /neither JSON nor YAML/],
    ["trouble/huge", "INVALID_INPUT", /larger than 5 MB/],
    ["trouble/bomb", "INVALID_INPUT", /larger than 5 MB/],
    ["trouble/invalid-json", "INVALID_INPUT", /not JSON/],
    ["trouble/dies-mid-answer", "UPSTREAM_UNAVAILABLE", /cannot be reached/],
    ["trouble/redirect-inside", "ADDRESS_NOT_PERMITTED", /./],
    ["trouble/redirect-loop", "INVALID_INPUT", /redirects/],
  ])("%s", async (path, code, message) => {
    const source = { from: "url" as const, url: `${peer.baseUrl}/${path}` };
    await expect(previewOpenApi(admin, { source })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

describe("an import is refused, and nothing is kept,", () => {
  const refused = async (given: JsonObject, code: string, who = admin) => {
    const upstreamId = await add(`refused-${newId().slice(-12)}`);
    const asked = { ...input(upstreamId, ["getTicket"]), ...given };
    await expect(importOpenApi(who, asked)).rejects.toMatchObject({ code });
    expect(await documentsOf(upstreamId)).toEqual([]);
  };
  test("of another document than the person saw", () => refused({ hash: "0".repeat(64) }, "CONFLICT"));
  test("of operations that there are not", () =>
    refused({ operations: ["getTicket", "nope"] }, "INVALID_INPUT"));
  test("of operations that cannot be called", () =>
    refused({ operations: ["uploadAttachment"] }, "INVALID_INPUT"));
  test("of what is no document", () => refused({ source: pasted("a: b") }, "INVALID_INPUT"));
  test("by somebody who may not", () => refused({}, "FORBIDDEN", ctxFor(tenant.id, tenant.viewer)));
  test("for an upstream of another tenant", async () => {
    const other = await createTenant();
    await refused({}, "NOT_FOUND", ctxFor(other.id, other.admin));
  });
  test("for an upstream that is not an HTTP service", async () => {
    const upstreamId = await add("mcp", "builtin");
    await expect(importOpenApi(admin, input(upstreamId, ["getTicket"]))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(previewOpenApi(admin, { source: pasted(TICKETS), upstreamId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
