import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { json, startPeer, type Peer } from "../../tests/credential-peers";
import {
  addCredential,
  bearer,
  BEARER,
  credentialWorld,
  leavesOf,
  openTestSession,
  request,
  rowsOf,
  type CredentialWorld,
} from "../../tests/credential-world";
import { ctxFor } from "../../tests/db";
import { closeEvents } from "../platform/events";
import { newId } from "../platform/ids";
import {
  createCredential,
  getCredential,
  listCredentials,
  listIssued,
  revokeIssued,
  setCredentialEnabled,
  tryCredential,
  updateCredential,
} from "./index";

let world: CredentialWorld;
let other: CredentialWorld;
let peer: Peer;

beforeAll(async () => {
  world = await credentialWorld();
  other = await credentialWorld();
});
beforeEach(async () => {
  peer = await startPeer(({ path }) =>
    path === "/revoke"
      ? { status: 200 }
      : json({ access_token: "issued-token", token_type: "bearer", expires_in: 900 }),
  );
});
afterEach(() => peer.close());
afterAll(closeEvents);

const SECRET = "canary-client-secret";
const config = (url = peer.url) => ({
  ...({ provider: "oauth_client_credentials", clientId: "us" } as const),
  tokenUrl: `${url}/token`,
  revocationUrl: `${url}/revoke`,
});
const create = (name = `Credential ${newId()}`) =>
  createCredential(world.admin, { name, config: config(), secrets: { clientSecret: SECRET } });

describe("making a credential", () => {
  it("keeps its secret where nobody reads it again, and records that it was set", async () => {
    const made = await create("Ticket system");
    expect(made).toMatchObject({
      name: "Ticket system",
      provider: "oauth_client_credentials",
      disabled: false,
      revocability: "revocable",
      upstreams: [],
      live: 0,
      problem: null,
      version: 1,
      config: { ...config(), authentication: "basic" },
      secrets: [{ field: "clientSecret", label: "Client secret", setAt: expect.any(String) as string }],
    });
    expect(await getCredential(world.admin, made.id)).toEqual(made);
    expect((await listCredentials(world.admin)).map(({ id }) => id)).toContain(made.id);
    const [leaf] = await leavesOf(world, made.id);
    expect(leaf).toMatchObject({ action: "credential.created" });
    expect(leaf?.text).toContain('"secretsSet":["clientSecret"]');
    expect(JSON.stringify([made, leaf])).not.toContain(SECRET);
  });

  it("needs its secrets, and no others", async () => {
    const asked = { name: "Incomplete", config: config() };
    await expect(createCredential(world.admin, asked)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/secrets/clientSecret" }],
    });
    const secrets = { clientSecret: SECRET, apiKey: "x" };
    await expect(createCredential(world.admin, { ...asked, secrets })).rejects.toMatchObject({
      faults: [{ pointer: "/secrets/apiKey" }],
    });
  });

  it("of one name happens once, at the same time too", async () => {
    const all = await Promise.allSettled([create("Twice"), create("Twice"), create("Twice")]);
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of all) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "CONFLICT" });
    }
  });

  it("is for admins; looking is for responders too", async () => {
    const { id } = await create();
    const { tenant, tenantId } = world;
    for (const person of [tenant.reviewer, tenant.viewer, tenant.responder]) {
      const ctx = ctxFor(tenantId, person);
      const forbidden = { code: "FORBIDDEN" };
      const input = { name: "Mine", config: config(), secrets: { clientSecret: SECRET } };
      await expect(createCredential(ctx, input)).rejects.toMatchObject(forbidden);
      await expect(updateCredential(ctx, { ...input, id, version: 1 })).rejects.toMatchObject(forbidden);
      await expect(setCredentialEnabled(ctx, { id, enabled: false })).rejects.toMatchObject(forbidden);
      await expect(tryCredential(ctx, { id })).rejects.toMatchObject(forbidden);
      if (person === tenant.responder) {
        expect(await getCredential(ctx, id)).toMatchObject({ id });
        continue;
      }
      await expect(getCredential(ctx, id)).rejects.toMatchObject(forbidden);
      await expect(listCredentials(ctx)).rejects.toMatchObject(forbidden);
      await expect(listIssued(ctx, {})).rejects.toMatchObject(forbidden);
      const asked = { reason: "x", target: { kind: "credential", id } } as const;
      await expect(revokeIssued(ctx, asked)).rejects.toMatchObject(forbidden);
    }
  });

  it("of another tenant is not there", async () => {
    const { id, version } = await create();
    const missing = { code: "NOT_FOUND" };
    const input = { id, version, name: "Mine", config: config(), secrets: { clientSecret: SECRET } };
    await expect(getCredential(other.admin, id)).rejects.toMatchObject(missing);
    await expect(getCredential(other.admin, "no id")).rejects.toMatchObject(missing);
    await expect(updateCredential(other.admin, input)).rejects.toMatchObject(missing);
    await expect(setCredentialEnabled(other.admin, { id, enabled: false })).rejects.toMatchObject(missing);
    await expect(tryCredential(other.admin, { id })).rejects.toMatchObject(missing);
    for (const kind of ["credential", "session", "issued"] as const) {
      const asked = { reason: "x", target: { kind, id } };
      await expect(revokeIssued(other.admin, asked)).rejects.toMatchObject(missing);
    }
    expect((await listCredentials(other.admin)).map((one) => one.id)).not.toContain(id);
    expect(await listIssued(other.admin, { credentialId: id })).toEqual({ rows: [], nextCursor: null });
  });
});

describe("changing a credential", () => {
  it("of which somebody saw an older version is a conflict; at once, one of two", async () => {
    const { id, version, name } = await create();
    const change = () => updateCredential(world.admin, { id, version, name, config: config() });
    const both = await Promise.allSettled([change(), change()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(change()).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await getCredential(world.admin, id)).toMatchObject({ version: 2 });
  });

  it("does not send a stored secret to another address", async () => {
    const { id, version, name } = await create();
    const elsewhere = { ...config(), tokenUrl: "https://elsewhere.example/token" };
    await expect(
      updateCredential(world.admin, { id, version, name, config: elsewhere }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/secrets/clientSecret" }] });
    const secrets = { clientSecret: "another-secret" };
    expect(
      await updateCredential(world.admin, { id, version, name, config: elsewhere, secrets }),
    ).toMatchObject({
      version: 2,
      config: { tokenUrl: elsewhere.tokenUrl },
    });
  });

  it("shows what the old address issued to the old address only, or to nobody", async () => {
    const { id, version, name } = await create();
    await bearer(request(world, id));
    peer.answer = () => json({}, 500);
    const thief = await startPeer(() => ({ status: 200 }));
    try {
      const secrets = { clientSecret: "guessed-secret" };
      await updateCredential(world.admin, { id, version, name, config: config(thief.url), secrets });
      expect(thief.received).toEqual([]);
      expect(peer.received.at(-1)?.body).toContain("issued-token");
      expect(await rowsOf(world, id)).toMatchObject([
        { state: "not_revocable", sealed: null, nextTryAt: null },
      ]);
    } finally {
      await thief.close();
    }
  });

  it("keeps its provider", async () => {
    const { id, version, name } = await create();
    const other = { provider: "static" } as const;
    await expect(
      updateCredential(world.admin, {
        id,
        version,
        name,
        config: other,
        secrets: { value: "static-secret" },
      }),
    ).rejects.toMatchObject({ faults: [{ pointer: "/config/provider" }] });
  });

  it("by disabling it revokes what was issued, and happens once", async () => {
    const { id } = await create();
    await bearer(request(world, id));
    expect(await setCredentialEnabled(world.admin, { id, enabled: false })).toMatchObject({
      disabled: true,
      live: 0,
    });
    expect(await rowsOf(world, id)).toMatchObject([{ state: "revoked" }]);
    await expect(setCredentialEnabled(world.admin, { id, enabled: false })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await leavesOf(world, id)).map(({ action }) => action)).toContain("credential.disabled");
  });
});

describe("trying a credential", () => {
  it("gets something and lets go of it, and shows nothing of it", async () => {
    const { id } = await create();
    const trial = await tryCredential(world.admin, { id, scope: "read" });
    expect(trial).toMatchObject({ ok: true, detail: "It was issued and revoked again." });
    expect(trial.expiresAt).not.toBeNull();
    expect(peer.received.map(({ path }) => path)).toEqual(["/token", "/revoke"]);
    const leaves = await leavesOf(world, id);
    expect(leaves.at(-1)).toMatchObject({ action: "credential.tried" });
    expect(JSON.stringify([trial, leaves])).not.toContain("issued-token");
    expect(await rowsOf(world, id)).toEqual([]);
  });

  it("says what is wrong, and where only letting go failed", async () => {
    const { id } = await create();
    peer.answer = ({ path }) =>
      path === "/revoke"
        ? json({}, 500)
        : json({ access_token: "issued-token", token_type: "bearer", expires_in: 900 });
    expect(await tryCredential(world.admin, { id })).toMatchObject({
      ok: false,
      detail: "It was issued, but not revoked again. Its revocation endpoint answered with 500.",
    });
    peer.answer = () => json({ error: "invalid_client", error_description: SECRET }, 401);
    expect(await tryCredential(world.admin, { id })).toMatchObject({
      ok: false,
      expiresAt: null,
      detail: "Its token endpoint refused with 401 (invalid_client).",
    });
    const fixed = await addCredential(world, { provider: "static" }, { value: "static-secret" });
    expect(await tryCredential(world.admin, { id: fixed })).toMatchObject({ ok: true, expiresAt: null });
  });
});

describe("what was issued", () => {
  it("is listed newest first, by credential or session, page by page, without what opens anything", async () => {
    const { id } = await create();
    const sessionId = await openTestSession(world);
    for (let i = 0; i < 5; i++) {
      const use = { ...BEARER, scope: `scope-${i}` };
      await bearer(request(world, id, { sessionId, use }));
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listIssued(world.admin, {
        credentialId: id,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      expect(Object.keys(page.rows[0] ?? {}).sort()).toEqual([
        "call",
        "detail",
        "endedAt",
        "expiresAt",
        "id",
        "issuedAt",
        "scope",
        "sessionId",
        "state",
        "upstream",
      ]);
      seen.push(...page.rows.map(({ scope }) => scope));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(["scope-4", "scope-3", "scope-2", "scope-1", "scope-0"]);
    expect((await listIssued(world.admin, { sessionId })).rows).toHaveLength(5);
    expect(await getCredential(world.admin, id)).toMatchObject({ live: 5 });
  });

  it("ends one by one, by a responder too", async () => {
    const { id } = await create();
    await bearer(request(world, id));
    await bearer(request(world, id, { use: { ...BEARER, scope: "write" } }));
    const [first] = await rowsOf(world, id);
    const responder = ctxFor(world.tenantId, world.tenant.responder);
    const asked = { reason: "Looks odd.", target: { kind: "issued", id: first?.id ?? "" } } as const;
    expect(await revokeIssued(responder, asked)).toEqual({ revoked: 1, notRevocable: 0, failed: 0 });
    expect(await rowsOf(world, id)).toMatchObject([
      { state: "revoked", detail: "Looks odd.\nRevoked at its issuer." },
      { state: "live" },
    ]);
    await expect(revokeIssued(responder, { ...asked, reason: " " })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    expect((await leavesOf(world, first?.id ?? "")).map(({ action }) => action)).toEqual([
      "credential.revocation_requested",
    ]);
  });
});
