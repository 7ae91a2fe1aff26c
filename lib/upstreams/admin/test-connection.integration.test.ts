import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeAuthority } from "@/tests/certificates";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { localServer } from "@/tests/local-server";
import { startMcpPeer, type McpPeer } from "@/tests/mcp-peer";
import { misbehaving, startEverything } from "@/tests/upstream-peers";
import { createCredential } from "../../credentials";
import type { Ctx } from "../../platform/ctx";
import { withTenant, type Prisma } from "../../platform/db";
import { newId } from "../../platform/ids";
import { closeUpstreams, createUpstream, testConnection } from "../index";
import type { ConnectionReport } from "../types";

const SECRET = "canary-connection-token";

let tenant: TestTenant;
let admin: Ctx;
let everything: Awaited<ReturnType<typeof startEverything>>;
let guarded: McpPeer;
let credentialId: string;
beforeAll(async () => {
  everything = await startEverything();
  guarded = await startMcpPeer({ accepts: [`Bearer ${SECRET}`] });
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
  const rule = { id: newId(), tenantId: tenant.id, cidr: "127.0.0.0/8" };
  await withTenant(tenant.id, (tx) => tx.networkRule.createMany({ data: rule }));
  const made = await createCredential(admin, {
    name: "Peer token",
    config: { provider: "static" },
    secrets: { value: SECRET },
  });
  credentialId = made.id;
});
afterAll(async () => {
  await closeUpstreams();
  await guarded.stop();
  await everything.stop();
});

const remote = (url: string) => ({ kind: "mcp_http" as const, config: { url } });
const http = (baseUrl: string) => ({ kind: "http" as const, config: { baseUrl } });
const bearer = () => ({ id: credentialId, use: { deliver: { as: "bearer" as const } } });
const says = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const namesOf = ({ steps }: ConnectionReport) => steps.map(({ name, ok }) => `${name}${ok ? "" : " failed"}`);

async function row(kind: string, config: object): Promise<string> {
  const id = newId();
  const data = {
    id,
    tenantId: tenant.id,
    slug: id,
    name: "Peer",
    kind,
    config: config as Prisma.InputJsonObject,
  };
  await withTenant(tenant.id, (tx) => tx.upstream.createMany({ data }));
  return id;
}

test("a real MCP server: each step in its order, who it is and what it offers", async () => {
  const report = await testConnection(admin, { target: remote(everything.url) });
  expect(namesOf(report)).toEqual(["Address", "Connect", "Tools"]);
  expect(report).toMatchObject({
    ok: true,
    server: { name: says(/everything/), version: says(/\d/), protocol: says(/^20/) },
  });
  expect(report.tools).toContainEqual({ name: "echo", description: says(/./) });
  expect(report.steps[0]?.detail).toMatch(/leads to 127\.0\.0\.1/);
});

test("one that wants to know who asks says so, and opens with its credential, which nobody sees", async () => {
  const target = remote(guarded.url);
  const without = await testConnection(admin, { target });
  expect(namesOf(without)).toEqual(["Address", "Connect", "Tools failed"]);
  expect(without.steps.at(-1)?.detail).toMatch(/Choose the credential/);
  const report = await testConnection(admin, { target, credential: bearer() });
  expect(namesOf(report)).toEqual(["Address", "Connect", "Credential", "Tools"]);
  expect(report).toMatchObject({ ok: true, server: { name: "receiving" }, tools: [{ name: "whoami" }] });
  expect(JSON.stringify(report)).not.toContain(SECRET);
  // The first look goes without it.
  const [first] = guarded.received.filter(({ method }) => method === "HEAD").slice(-1);
  expect(first?.headers.authorization).toBeUndefined();
});

test("a credential that cannot be issued stops the test", async () => {
  const made = await createCredential(admin, {
    name: "Broken broker",
    config: { provider: "http_broker", url: "http://127.0.0.1:9" },
    secrets: { apiKey: "canary-broker-key" },
  });
  const credential = { id: made.id, use: { deliver: { as: "bearer" as const } } };
  const report = await testConnection(admin, { target: remote(guarded.url), credential });
  expect(namesOf(report)).toEqual(["Address", "Connect", "Credential failed"]);
  expect(report.steps.at(-1)?.detail).toMatch(/"Broken broker" was not issued/);
  expect(JSON.stringify(report)).not.toContain("canary");
});

test("an address that is not permitted, unknown or silent is a step that failed, with a way out", async () => {
  const other = await createTenant();
  const elsewhere = ctxFor(other.id, other.admin);
  const refused = await testConnection(elsewhere, { target: remote(everything.url) });
  expect(refused).toMatchObject({ ok: false, server: null, tools: [] });
  expect(namesOf(refused)).toEqual(["Address failed"]);
  expect(refused.steps[0]?.detail).toMatch(/127\.0\.0\.1.*loopback.*An administrator can permit its range/);
  const metadata = await testConnection(admin, { target: http("http://169.254.169.254/") });
  expect(metadata.steps).toMatchObject([{ name: "Address", ok: false, detail: says(/never permitted\.$/) }]);
  const unknown = await testConnection(admin, { target: remote("https://nobody.invalid/mcp") });
  expect(unknown.steps).toMatchObject([{ name: "Address", ok: false, detail: says(/nobody\.invalid/) }]);
  const gone = await localServer((_, response) => response.end());
  await gone.close();
  const silent = await testConnection(admin, { target: remote(`http://127.0.0.1:${gone.port}/mcp`) });
  expect(silent.steps).toMatchObject([
    { name: "Address", ok: true },
    { name: "Connect", ok: false, detail: says(/Nothing listens there/) },
  ]);
  const port = await testConnection(admin, { target: remote("http://127.0.0.1:9/mcp") });
  expect(port.steps.at(-1)).toMatchObject({ name: "Connect", ok: false, detail: says(/another protocol/) });
});

test("an HTTP service is there with any answer; what does not speak TLS or is not trusted is told apart", async () => {
  const plain = await localServer((_, response) => response.writeHead(404).end());
  const authority = makeAuthority();
  const pair = authority.issue("127.0.0.1");
  const tls = { cert: pair.certificate, key: pair.key, ca: authority.certificate };
  const secure = await localServer((_, response) => response.end(), { ...tls, requestCert: true });
  const address = `https://127.0.0.1:${secure.port}/v1`;
  try {
    const found = await testConnection(admin, { target: http(`http://127.0.0.1:${plain.port}/v1`) });
    expect(found).toMatchObject({ ok: true, tools: [] });
    expect(found.steps.at(-1)?.detail).toMatch(/HTTP 404/);
    const noTls = await testConnection(admin, { target: http(`https://127.0.0.1:${plain.port}/`) });
    expect(noTls.steps.at(-1)).toMatchObject({
      name: "Connect",
      ok: false,
      detail: says(/TLS|without an answer/),
    });
    const untrusted = await testConnection(admin, { target: http(address) });
    expect(untrusted.steps.at(-1)).toMatchObject({ ok: false, detail: says(/not trusted here/) });
    const client = authority.issue("agentgate.example.test");
    const mutual = { ca: authority.certificate, ...client };
    const trusted = await testConnection(admin, { target: http(address), tls: mutual });
    expect(trusted).toMatchObject({ ok: true });
    expect(trusted.steps.at(-1)?.detail).toMatch(/over TLS/);
    // The key of an upstream that is set up stays where it is, and serves its test.
    const { id } = await createUpstream(admin, {
      slug: "mutual",
      name: "Mutual",
      target: http(address),
      tls: mutual,
    });
    expect(await testConnection(admin, { id })).toMatchObject({ ok: true });
    const { ca, certificate } = mutual;
    const again = await testConnection(admin, { id, target: http(address), tls: { ca, certificate } });
    expect(again).toMatchObject({ ok: true });
    await expect(
      testConnection(admin, { target: http(address), tls: { ca, certificate } }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/tls/key" }] });
  } finally {
    await plain.close();
    await secure.close();
  }
});

test("a local program of the operator's list, and one that dies with words of its own", async () => {
  const children = () => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
  const before = children();
  const local = { kind: "mcp_stdio" as const, config: { server: "filesystem" } };
  const report = await testConnection(admin, { target: local });
  await vi.waitFor(() => expect(children()).toBe(before), 20_000);
  expect(namesOf(report)).toEqual(["Address", "Connect", "Tools"]);
  expect(report.tools.map(({ name }) => name)).toContain("read_text_file");
  const dead = await testConnection(admin, {
    id: await row("mcp_stdio", misbehaving("--dies-at-start").config),
  });
  expect(namesOf(dead)).toEqual(["Address", "Connect failed"]);
  expect(dead.steps.at(-1)?.detail).toMatch(/cannot find its configuration/);
  const missing = await testConnection(admin, { id: await row("mcp_stdio", { command: "no-such-program" }) });
  expect(missing.steps).toMatchObject([{ name: "Address", ok: false, detail: says(/not installed/) }]);
});

test("what is built in has no address", async () => {
  const target = { kind: "builtin" as const, config: { suite: "document" as const } };
  const report = await testConnection(admin, { target });
  expect(report.steps).toMatchObject([{ name: "Tools", ok: true, detail: "It offers 3 tools." }]);
});

test("that it was made is on record, and only an administrator of the tenant may", async () => {
  const id = await row("mcp_http", { url: "http://127.0.0.1:9/mcp" });
  await testConnection(admin, { id });
  const leaves = await withTenant(tenant.id, (tx) => tx.auditLeaf.findMany({ where: { subjectId: id } }));
  expect(leaves.map(({ action }) => action)).toEqual(["upstream.tested"]);
  const other = await createTenant();
  await expect(testConnection(ctxFor(other.id, other.admin), { id })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(testConnection(ctxFor(tenant.id, tenant.responder), { id })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
