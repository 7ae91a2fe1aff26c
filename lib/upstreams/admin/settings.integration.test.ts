import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { makeAuthority } from "@/tests/certificates";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { createCredential } from "../../credentials";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { setEnv } from "../../platform/env/process";
import { newId } from "../../platform/ids";
import type { JsonObject } from "../../platform/json";
import { openSecrets } from "../../vault";
import {
  createUpstream,
  getUpstream,
  listStdioServers,
  listUpstreams,
  setUpstreamEnabled,
  updateUpstream,
  upstreamTraffic,
} from "../index";
import type { CreateUpstreamInput } from "../schemas";

let tenant: TestTenant;
let admin: Ctx;
let viewer: Ctx;
let stranger: Ctx;
let credentialId: string;
beforeAll(async () => {
  tenant = await createTenant();
  admin = ctxFor(tenant.id, tenant.admin);
  viewer = ctxFor(tenant.id, tenant.viewer);
  const other = await createTenant();
  stranger = ctxFor(other.id, other.admin);
  const made = await createCredential(admin, {
    name: "CRM token",
    config: { provider: "static" },
    secrets: { value: "canary-crm-token" },
  });
  credentialId = made.id;
});

const remote = (more: Partial<CreateUpstreamInput> = {}): CreateUpstreamInput => ({
  slug: `crm-${newId()}`,
  name: "CRM",
  target: { kind: "mcp_http", config: { url: "https://crm.example.test/mcp" } },
  ...more,
});
const bearer = () => ({ id: credentialId, use: { deliver: { as: "bearer" as const } } });

const fault = (code: string, pointer: string, detail: RegExp) => ({
  code,
  faults: [{ pointer, detail: expect.stringMatching(detail) as string }],
});

async function leavesOf(id: string) {
  return withTenant(tenant.id, async (tx) => {
    const leaves = await tx.auditLeaf.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } });
    return leaves.map(({ action, bytes }) => {
      const { data } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { data: JsonObject };
      return { action, data };
    });
  });
}

/** An upstream as its form would send it again. */
async function settingsOf(id: string) {
  const { name, description, updatedAt, config } = await getUpstream(admin, id);
  const target = { kind: "mcp_http" as const, config: config as { url: string } };
  return { id, name, description, updatedAt, target };
}

test("an upstream is set up with all its settings, and its record says which", async () => {
  const input = remote({ description: "Customers", limits: { concurrency: 4 }, credential: bearer() });
  const { id } = await createUpstream(admin, input);
  expect(await getUpstream(viewer, id)).toMatchObject({
    id,
    slug: input.slug,
    description: "Customers",
    kind: "mcp_http",
    enabled: true,
    config: { url: "https://crm.example.test/mcp" },
    limits: { concurrency: 4 },
    credential: { id: credentialId, name: "CRM token" },
    credentialUse: { deliver: { as: "bearer" }, per: "session", ttlSeconds: 900 },
    health: { status: "unknown" },
    capabilities: { active: 0, suspended: 0, unreviewed: 0 },
    tls: { ca: null, certificate: null, keySet: false },
    document: null,
    lastChange: null,
  });
  expect(await leavesOf(id)).toMatchObject([
    { action: "upstream.created", data: { slug: input.slug, credentialId, clientKey: "none" } },
  ]);
});

test("a slug is given once, also to two who ask at once, and to nothing that looks like another", async () => {
  const slug = `billing-${newId()}`;
  const tries = await Promise.allSettled([1, 2].map(() => createUpstream(admin, remote({ slug }))));
  expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(createUpstream(admin, remote({ slug }))).rejects.toMatchObject(
    fault("CONFLICT", "/slug", /There is an upstream/),
  );
  await expect(createUpstream(admin, remote({ slug: slug.replace("i", "1") }))).rejects.toMatchObject(
    fault("INVALID_INPUT", "/slug", /looks like billing-/),
  );
  // Another tenant's names are its own.
  await createUpstream(stranger, remote({ slug }));
});

test("the built-in tools come once, under the name of their suite", async () => {
  const project = { kind: "builtin" as const, config: { suite: "project" as const } };
  await expect(createUpstream(admin, remote({ target: project }))).rejects.toMatchObject(
    fault("INVALID_INPUT", "/slug", /are called project/),
  );
  await createUpstream(admin, { slug: "project", name: "Projects", target: project });
  await expect(
    createUpstream(admin, { slug: "project", name: "Again", target: project }),
  ).rejects.toMatchObject(fault("CONFLICT", "/slug", /here already/));
});

test("a credential has to be this tenant's, and to fit where it is sent", async () => {
  const theirs = await createCredential(stranger, {
    name: "Theirs",
    config: { provider: "static" },
    secrets: { value: "canary-theirs" },
  });
  const use = bearer().use;
  await expect(createUpstream(admin, remote({ credential: { id: theirs.id, use } }))).rejects.toMatchObject(
    fault("INVALID_INPUT", "/credential/id", /no such credential/),
  );
  const env = { deliver: { as: "env" as const, names: { TOKEN: "value" as const } } };
  await expect(
    createUpstream(admin, remote({ credential: { id: credentialId, use: env } })),
  ).rejects.toMatchObject(fault("INVALID_INPUT", "/credential/use/deliver", /Only a local server/));
  const local = { kind: "mcp_stdio" as const, config: { server: "filesystem" } };
  await expect(
    createUpstream(admin, remote({ target: local, credential: { id: credentialId, use: env } })),
  ).rejects.toMatchObject(fault("INVALID_INPUT", "/credential/use/deliver", /may not set TOKEN/));
});

test("a program has to be one that the operator offers", async () => {
  expect(await listStdioServers(viewer)).toMatchObject({ servers: [{ id: "filesystem", env: [] }] });
  const local = (server: string) => remote({ target: { kind: "mcp_stdio", config: { server } } });
  await expect(createUpstream(admin, local("bash"))).rejects.toMatchObject(
    fault("INVALID_INPUT", "/target/config/server", /offers no such program/),
  );
  await createUpstream(admin, local("filesystem"));
});

test("an operator's list that is not usable is said where it is needed, and in nobody else's way", async () => {
  setEnv({ AGENTGATE_STDIO_SERVERS: fileURLToPath(import.meta.url) });
  try {
    const said =
      /^The operator's list of programs is not usable\. AGENTGATE_STDIO_SERVERS: it is not JSON\.$/;
    expect(await listStdioServers(viewer)).toEqual({
      servers: [],
      fault: expect.stringMatching(said) as string,
    });
    const local = { kind: "mcp_stdio" as const, config: { server: "filesystem" } };
    await expect(createUpstream(admin, remote({ target: local }))).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      message: expect.stringMatching(said) as string,
    });
    await createUpstream(admin, remote({}));
  } finally {
    setEnv({ AGENTGATE_STDIO_SERVERS: "" });
  }
});

test("a client certificate comes with its key, which goes to the vault and nowhere else", async () => {
  const authority = makeAuthority();
  const { certificate, key } = authority.issue("agentgate.example.test");
  const other = authority.issue("other.example.test");
  const tls = (more: object) => remote({ tls: { ca: authority.certificate, certificate, ...more } });
  const refused = async (more: object, pointer: string, detail: RegExp) =>
    expect(createUpstream(admin, tls(more))).rejects.toMatchObject(fault("INVALID_INPUT", pointer, detail));
  await refused({}, "/tls/key", /needs its private key/);
  await refused({ key: other.key }, "/tls/key", /not the one/);
  await refused({ certificate: null, key }, "/tls/key", /needs the certificate/);
  await refused(
    { key, certificate: "-----BEGIN CERTIFICATE-----\nx" },
    "/tls/certificate",
    /not a certificate/,
  );
  await refused({ key, ca: "-----BEGIN CERTIFICATE-----\nx" }, "/tls/ca", /not a certificate/);

  const { id } = await createUpstream(admin, tls({ key }));
  const detail = await getUpstream(viewer, id);
  expect(detail.tls).toMatchObject({
    ca: authority.certificate.trim(),
    certificate: { subject: "CN=agentgate.example.test" },
    keySet: true,
  });
  const secretLine = key.split("\n")[1] ?? "";
  expect(JSON.stringify([detail, await leavesOf(id)])).not.toContain(secretLine);
  const kept = async () => (await openSecrets(tenant.id, { kind: "upstream", id })).get("clientKey");
  expect(await kept()).toBe(key.trim());

  // Kept where nothing is said of it, checked against a new certificate, gone with its certificate.
  const again = { ca: null, certificate };
  await updateUpstream(admin, { ...(await settingsOf(id)), tls: again });
  expect(await kept()).toBe(key.trim());
  await expect(
    updateUpstream(admin, { ...(await settingsOf(id)), tls: { ...again, certificate: other.certificate } }),
  ).rejects.toMatchObject(fault("INVALID_INPUT", "/tls/key", /not the one/));
  await expect(
    updateUpstream(admin, { ...(await settingsOf(id)), tls: { ...again, key: null } }),
  ).rejects.toMatchObject(fault("INVALID_INPUT", "/tls/key", /needs its private key/));
  await updateUpstream(admin, { ...(await settingsOf(id)), tls: other });
  expect(await kept()).toBe(other.key.trim());
  await updateUpstream(admin, { ...(await settingsOf(id)), tls: { ca: null, certificate: null } });
  expect(await kept()).toBeUndefined();
  expect((await leavesOf(id)).map(({ data }) => data.clientKey)).toEqual(["set", "kept", "set", "none"]);
});

test("a change is recorded with what was before, and made on what the person saw", async () => {
  const { id } = await createUpstream(admin, remote());
  const seen = await settingsOf(id);
  const moved = { kind: "mcp_http" as const, config: { url: "https://new.example.test/mcp" } };
  await updateUpstream(admin, { ...seen, target: moved });
  await expect(updateUpstream(admin, { ...seen, name: "Late" })).rejects.toMatchObject({ code: "CONFLICT" });
  const now = await settingsOf(id);
  const tries = await Promise.allSettled(["A", "B"].map((name) => updateUpstream(admin, { ...now, name })));
  expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await leavesOf(id))[1]).toMatchObject({
    action: "upstream.updated",
    data: {
      before: { config: { url: "https://crm.example.test/mcp" } },
      after: { config: { url: "https://new.example.test/mcp" } },
    },
  });
  expect(Object.keys((await leavesOf(id))[1]?.data.after as JsonObject)).toEqual(["config"]);
});

test("its kind stays", async () => {
  const { id } = await createUpstream(admin, remote());
  const target = { kind: "http" as const, config: { baseUrl: "https://crm.example.test" } };
  await expect(updateUpstream(admin, { ...(await settingsOf(id)), target })).rejects.toMatchObject(
    fault("INVALID_INPUT", "/target/kind", /stays/),
  );
});

test("what is disabled says nothing of how it is, and is enabled again once", async () => {
  const { id } = await createUpstream(admin, remote());
  const health = { status: "up", since: new Date(), checkedAt: new Date(), latencyMs: 7 };
  await withTenant(tenant.id, (tx) =>
    tx.upstreamHealth.createMany({ data: { upstreamId: id, tenantId: tenant.id, ...health } }),
  );
  expect((await getUpstream(admin, id)).health).toMatchObject({ status: "up", latencyMs: 7 });
  await setUpstreamEnabled(admin, { id, enabled: false });
  expect(await getUpstream(admin, id)).toMatchObject({ enabled: false, health: { status: "unknown" } });
  await expect(setUpstreamEnabled(admin, { id, enabled: false })).rejects.toMatchObject({ code: "CONFLICT" });
  await setUpstreamEnabled(admin, { id, enabled: true });
  expect((await leavesOf(id)).map(({ action }) => action)).toEqual([
    "upstream.created",
    "upstream.disabled",
    "upstream.enabled",
  ]);
});

test("another tenant's upstreams are none, and a role without the permission changes nothing", async () => {
  const { id } = await createUpstream(admin, remote());
  const settings = await settingsOf(id);
  const missing = { code: "NOT_FOUND" };
  await expect(getUpstream(stranger, id)).rejects.toMatchObject(missing);
  await expect(updateUpstream(stranger, settings)).rejects.toMatchObject(missing);
  await expect(setUpstreamEnabled(stranger, { id, enabled: false })).rejects.toMatchObject(missing);
  await expect(upstreamTraffic(stranger, { id })).rejects.toMatchObject(missing);
  expect((await listUpstreams(stranger, {})).map((row) => row.id)).not.toContain(id);
  const forbidden = { code: "FORBIDDEN" };
  for (const role of [viewer, ctxFor(tenant.id, tenant.reviewer), ctxFor(tenant.id, tenant.responder)]) {
    await expect(createUpstream(role, remote())).rejects.toMatchObject(forbidden);
    await expect(updateUpstream(role, settings)).rejects.toMatchObject(forbidden);
    await expect(setUpstreamEnabled(role, { id, enabled: false })).rejects.toMatchObject(forbidden);
  }
});
