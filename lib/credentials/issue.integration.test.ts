import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { json, startPeer, type Peer } from "../../tests/credential-peers";
import {
  addCredential,
  alertsOf,
  bearer,
  BEARER,
  credentialWorld,
  endTestSession,
  leavesOf,
  openTestSession,
  request,
  rowsOf,
  type CredentialWorld,
} from "../../tests/credential-world";
import { withTenant } from "../platform/db";
import { closeEvents, isListening } from "../platform/events";
import { newId } from "../platform/ids";
import { inheritedEnv, setEnv } from "../platform/env/process";
import { issueCredential, setCredentialEnabled, updateCredential, getCredential } from "./index";

let world: CredentialWorld;
let peer: Peer;
let tokens = 0;

const token = (more: object = {}) =>
  json({ access_token: `token-${++tokens}`, token_type: "Bearer", expires_in: 600, ...more });

beforeAll(async () => {
  world = await credentialWorld();
});
beforeEach(async () => {
  peer = await startPeer(() => token());
});
afterEach(() => peer.close());
afterAll(closeEvents);

const oauth = (more: { revocationUrl?: string } = {}) =>
  addCredential(
    world,
    { provider: "oauth_client_credentials", tokenUrl: `${peer.url}/token`, clientId: "us", ...more },
    { clientSecret: "client-secret" },
  );

/** Waits until announcements are heard: before that, rows are read instead, which other tests show. */
async function listening(): Promise<void> {
  await vi.waitFor(() => expect(isListening()).toBe(true), { timeout: 20_000 });
}

describe("issuing for a session", () => {
  it("gives 50 at once, and whoever comes later, one and the same, with one row and one leaf", async () => {
    const id = await oauth();
    const sessionId = await openTestSession(world);
    const some = await Promise.all(
      Array.from({ length: 50 }, () => bearer(request(world, id, { sessionId, decisionId: newId() }))),
    );
    await Promise.all(some.map(({ issued }) => issued.release()));
    const later = await bearer(request(world, id, { sessionId }));
    expect(new Set([...some, later].map((one) => one.token)).size).toBe(1);
    expect(peer.received).toHaveLength(1);
    const rows = await rowsOf(world, id);
    expect(rows).toMatchObject([{ sessionId, decisionId: null, scope: "read", state: "live", sealed: null }]);
    const leaves = await leavesOf(world, id);
    expect(leaves.map(({ action }) => action)).toEqual(["credential.created", "credential.issued"]);
    const written = JSON.stringify([leaves, rows]);
    expect(written).not.toContain(later.token?.slice("Bearer ".length) ?? "?");
    expect(written).not.toContain("client-secret");
  });

  it("gives another session, another use and ourselves one of their own", async () => {
    const id = await oauth();
    const own = [
      request(world, id, { sessionId: await openTestSession(world) }),
      request(world, id, { sessionId: await openTestSession(world) }),
      request(world, id),
      request(world, id, { use: { ...BEARER, scope: "write" } }),
    ];
    const given = await Promise.all(own.map(async (asked) => (await bearer(asked)).token));
    expect(new Set(given).size).toBe(4);
  });

  it("issues anew before it has expired", async () => {
    peer.answer = () => token({ expires_in: 1 });
    const id = await oauth();
    const first = await bearer(request(world, id));
    expect(first.issued.material.expiresAt).toBeLessThanOrEqual(Date.now() + 1_000);
    await vi.waitFor(async () => expect((await bearer(request(world, id))).token).not.toBe(first.token), {
      timeout: 20_000,
      interval: 100,
    });
  });

  it("keeps a static secret's one row for a session, however often it is read", async () => {
    const id = await addCredential(world, { provider: "static" }, { value: "static-secret" });
    const sessionId = await openTestSession(world);
    const uses = [BEARER, { ...BEARER, deliver: { as: "basic", username: "us" } } as const];
    for (const use of uses) {
      const { issued } = await bearer(request(world, id, { sessionId, use }));
      expect(issued.material.expiresAt).toBeNull();
    }
    expect(await rowsOf(world, id)).toMatchObject([{ sessionId, expiresAt: null, state: "live", scope: "" }]);
  });
});

describe("issuing for one call", () => {
  const perCall = { ...BEARER, per: "call" } as const;

  it("gives each its own and revokes it when the call is over", async () => {
    const id = await oauth({ revocationUrl: `${peer.url}/revoke` });
    const sessionId = await openTestSession(world);
    const asked = () => request(world, id, { sessionId, decisionId: newId(), use: perCall });
    const [one, two] = [await bearer(asked()), await bearer(asked())];
    expect(one.token).not.toBe(two.token);
    const [row] = await rowsOf(world, id);
    expect(row?.sealed).toBeTruthy();
    expect(Buffer.from(row?.sealed ?? []).toString("latin1")).not.toContain(one.token?.slice(7));
    peer.answer = () => ({ status: 200 });
    await Promise.all([one.issued.release(), one.issued.release()]);
    expect(peer.received.filter(({ path }) => path === "/revoke")).toHaveLength(1);
    expect(await rowsOf(world, id)).toMatchObject([
      { state: "revoked", sealed: null, keyId: null, detail: "The call is over.\nRevoked at its issuer." },
      { state: "live" },
    ]);
    expect((await leavesOf(world, id)).at(-1)?.action).toBe("credential.revoked");
  });

  it("revokes what arrives when its caller has gone", async () => {
    const id = await oauth({ revocationUrl: `${peer.url}/revoke` });
    const sessionId = await openTestSession(world);
    const caller = new AbortController();
    peer.answer = ({ path }) => {
      if (path === "/revoke") return { status: 200 };
      caller.abort(new Error("gone"));
      return token();
    };
    const asked = request(world, id, { sessionId, decisionId: newId(), use: perCall, signal: caller.signal });
    await expect(issueCredential(asked)).rejects.toThrow("gone");
    await vi.waitFor(async () => expect(await rowsOf(world, id)).toMatchObject([{ state: "revoked" }]), {
      timeout: 20_000,
    });
  });
});

describe("an upstream that is only tried out", () => {
  it("gets one without a row, which is revoked at once", async () => {
    const id = await oauth({ revocationUrl: `${peer.url}/revoke` });
    const { issued, token: given } = await bearer(request(world, id, { upstreamId: newId() }));
    expect(given).toBeDefined();
    peer.answer = () => ({ status: 200 });
    await issued.release();
    expect(peer.received.at(-1)?.path).toBe("/revoke");
    expect(await rowsOf(world, id)).toEqual([]);
  });
});

describe("nothing is issued", () => {
  const refused = (detail: RegExp) =>
    expect.objectContaining({
      code: "CREDENTIAL_UNAVAILABLE",
      message: expect.stringMatching(detail) as string,
    });

  it("for a session that has ended, is stopped, or is somebody else's", async () => {
    const id = await oauth();
    const sessionId = await openTestSession(world);
    await endTestSession(world, sessionId);
    await expect(issueCredential(request(world, id, { sessionId }))).rejects.toEqual(refused(/has ended/));
    const stopped = await openTestSession(world);
    const { tenantId } = world;
    await withTenant(tenantId, (tx) =>
      tx.switch.createMany({
        data: { id: newId(), tenantId, scope: "session", target: stopped, reason: "odd" },
      }),
    );
    await expect(issueCredential(request(world, id, { sessionId: stopped }))).rejects.toEqual(
      refused(/stopped/),
    );
    const other = await credentialWorld();
    await expect(issueCredential(request(other, id))).rejects.toEqual(refused(/does not exist/));
    const theirs = await openTestSession(other);
    await expect(issueCredential(request(world, id, { sessionId: theirs }))).rejects.toEqual(
      refused(/has ended/),
    );
    expect(peer.received).toEqual([]);
  });

  it("for a session that ends while the provider is asked, and what it gave is revoked", async () => {
    const id = await oauth({ revocationUrl: `${peer.url}/revoke` });
    const sessionId = await openTestSession(world);
    peer.answer = async ({ path }) => {
      if (path === "/revoke") return { status: 200 };
      await endTestSession(world, sessionId);
      return token();
    };
    await expect(issueCredential(request(world, id, { sessionId }))).rejects.toEqual(refused(/has ended/));
    expect(peer.received.map(({ path }) => path)).toEqual(["/token", "/revoke"]);
    expect(await rowsOf(world, id)).toEqual([]);
  });

  it("from a disabled credential, whatever was cached", async () => {
    const id = await oauth();
    await bearer(request(world, id));
    await setCredentialEnabled(world.admin, { id, enabled: false });
    await vi.waitFor(() => expect(issueCredential(request(world, id))).rejects.toEqual(refused(/disabled/)), {
      timeout: 20_000,
    });
    expect(await rowsOf(world, id)).toMatchObject([{ state: "not_revocable" }]);
    await setCredentialEnabled(world.admin, { id, enabled: true });
    expect((await bearer(request(world, id))).token).toBeDefined();
  });

  it("where the vault has no key, with an alert that says so", async () => {
    const id = await oauth();
    const { AGENTGATE_VAULT_KEYS = "" } = inheritedEnv();
    setEnv({ AGENTGATE_VAULT_KEYS: `other:${Buffer.alloc(32, "o").toString("base64")}` });
    try {
      await expect(issueCredential(request(world, id))).rejects.toEqual(refused(/key test/));
    } finally {
      setEnv({ AGENTGATE_VAULT_KEYS });
    }
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: null, severity: "warning" }]);
    await bearer(request(world, id));
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: expect.any(Date) as Date }]);
  });

  it("by a provider in trouble; the third time in a row it is an alert, and the next success ends it", async () => {
    const id = await oauth();
    const { name } = await getCredential(world.admin, id);
    peer.answer = () => ({ status: 503, body: "client-secret" });
    for (let time = 1; time <= 3; time++) {
      expect(await alertsOf(world, id)).toEqual([]);
      await expect(issueCredential(request(world, id))).rejects.toEqual(
        refused(
          new RegExp(
            `^The credential "${name}" was not issued. Its token endpoint answered with 503. Nothing`,
          ),
        ),
      );
    }
    expect(await alertsOf(world, id)).toMatchObject([{ kind: "credential.failed", resolvedAt: null }]);
    const leaves = await leavesOf(world, id);
    expect(leaves.map(({ action }) => action)).toEqual([
      "credential.created",
      ...Array<string>(3).fill("credential.issue_failed"),
    ]);
    expect(JSON.stringify(leaves)).not.toContain("client-secret");
    peer.answer = () => token();
    await bearer(request(world, id));
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: expect.any(Date) as Date }]);
  });

  it("that could not be delivered: the provider is not even asked", async () => {
    const id = await oauth();
    const use = { ...BEARER, deliver: { as: "aws_sigv4", service: "s3", region: "us-east-1" } } as const;
    await expect(issueCredential(request(world, id, { use }))).rejects.toEqual(refused(/single secret/));
    expect(peer.received).toEqual([]);
  });
});

describe("a change of the credential", () => {
  it("is not outlived by what was cached", async () => {
    const id = await oauth();
    const first = await bearer(request(world, id));
    await listening();
    const before = await getCredential(world.admin, id);
    const { name, config, version } = before;
    await updateCredential(world.admin, { id, version, name: `${name} 2`, config });
    // Who knows of the new version does not depend on having heard of it.
    const second = await bearer(request(world, id, { version: version + 1 }));
    expect(second.token).not.toBe(first.token);
    await vi.waitFor(async () => expect((await bearer(request(world, id))).token).toBe(second.token), {
      timeout: 20_000,
    });
    expect(await rowsOf(world, id)).toMatchObject([{ state: "not_revocable" }, { state: "live" }]);
  });
});
