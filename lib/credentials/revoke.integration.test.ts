import pg from "pg";
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
import { testDatabase } from "../../tests/db";
import { withTenant } from "../platform/db";
import { closeEvents, isListening } from "../platform/events";
import { newId } from "../platform/ids";
import { issueCredential, revokeDue, revokeIssued, revokeSessionCredentials } from "./index";

let world: CredentialWorld;
let peer: Peer;
let leases = 0;

const lease = () =>
  json({ credential: `leased-${++leases}`, expires_in: 3_600, lease_id: `lease-${leases}` });
const revoked = json({ revoked: true });
/** Issues leases, and answers as told when one is to be revoked. */
const revoking = (answer: ReturnType<typeof json>) => {
  peer.answer = ({ path }) => (path === "/revoke" ? answer : lease());
};
const revocations = () => peer.received.filter(({ path }) => path === "/revoke").length;

beforeAll(async () => {
  world = await credentialWorld();
});
beforeEach(async () => {
  peer = await startPeer(() => lease());
  revoking(revoked);
});
afterEach(() => peer.close());
afterAll(closeEvents);

const broker = () =>
  addCredential(world, { provider: "http_broker", url: peer.url }, { apiKey: "broker-key" });

/** What a timer would see later, without the wait. */
async function makeDue(where: { credentialId: string }, more: object = {}): Promise<void> {
  await withTenant(world.tenantId, (tx) =>
    tx.issuedCredential.updateMany({ where, data: { nextTryAt: new Date(0), ...more } }),
  );
}

describe("the end of a session", () => {
  it("revokes all that it was given, says what could not be, and gives it nothing any more", async () => {
    const sessionId = await openTestSession(world);
    const other = await openTestSession(world);
    const leased = await broker();
    const fixed = await addCredential(world, { provider: "static" }, { value: "static-secret" });
    const perCall = { ...BEARER, per: "call" } as const;
    await bearer(request(world, leased, { sessionId }));
    await bearer(request(world, leased, { sessionId, decisionId: newId(), use: perCall }));
    await bearer(request(world, fixed, { sessionId }));
    await bearer(request(world, leased, { sessionId: other }));
    await endTestSession(world, sessionId);
    expect(await revokeSessionCredentials(world.tenantId, sessionId, "The session ended.")).toEqual({
      revoked: 2,
      notRevocable: 1,
      failed: 0,
    });
    expect(revocations()).toBe(2);
    expect((await rowsOf(world, leased)).map(({ state }) => state)).toEqual(["revoked", "revoked", "live"]);
    const [row] = await rowsOf(world, fixed);
    expect(row).toMatchObject({ state: "not_revocable", endedAt: expect.any(Date) as Date });
    expect(row?.detail).toBe(
      "Revoked with its session: The session ended.\nNo longer used here. The secret stays valid where it comes from until it is replaced there.",
    );
    expect((await leavesOf(world, fixed)).at(-1)?.action).toBe("credential.not_revocable");
    await expect(issueCredential(request(world, leased, { sessionId }))).rejects.toMatchObject({
      code: "CREDENTIAL_UNAVAILABLE",
    });
    expect(await revokeSessionCredentials(world.tenantId, sessionId, "Again.")).toEqual({
      revoked: 0,
      notRevocable: 0,
      failed: 0,
    });
  });

  it("a session that goes on after its credentials were revoked gets none either", async () => {
    const sessionId = await openTestSession(world);
    const id = await broker();
    await bearer(request(world, id, { sessionId }));
    await revokeSessionCredentials(world.tenantId, sessionId, "Quarantined.");
    await vi.waitFor(
      () =>
        expect(issueCredential(request(world, id, { sessionId }))).rejects.toMatchObject({
          message: expect.stringContaining("The session's credentials were revoked.") as string,
        }),
      { timeout: 20_000 },
    );
  });

  it("is noticed by the timer where nobody said so", async () => {
    const sessionId = await openTestSession(world);
    const id = await broker();
    await bearer(request(world, id, { sessionId }));
    await revokeDue(world.tenantId);
    expect(await rowsOf(world, id)).toMatchObject([{ state: "live" }]);
    await endTestSession(world, sessionId);
    await revokeDue(world.tenantId);
    expect(await rowsOf(world, id)).toMatchObject([
      { state: "revoked", detail: "The session has ended.\nRevoked by the broker." },
    ]);
  });
});

describe("another process", () => {
  it("that revokes is heard here: the cached one is not used again", async () => {
    const id = await broker();
    const first = await bearer(request(world, id));
    await vi.waitFor(() => expect(isListening()).toBe(true), { timeout: 20_000 });
    expect((await bearer(request(world, id))).token).toBe(first.token);
    // What another process writes and announces, in one transaction of its own.
    const client = new pg.Client({ connectionString: (await testDatabase()).superUrl });
    await client.connect();
    const [row] = await rowsOf(world, id);
    await client.query(
      "BEGIN; UPDATE issued_credentials SET state = 'revoked', ended_at = now() WHERE credential_id = '" +
        id +
        "'",
    );
    await client.query("SELECT pg_notify('agentgate_credentials', $1)", [row?.id]);
    await client.query("COMMIT");
    await client.end();
    await vi.waitFor(async () => expect((await bearer(request(world, id))).token).not.toBe(first.token), {
      timeout: 20_000,
    });
  });

  it("that is at the same rows leaves each to be revoked once", async () => {
    const id = await broker();
    for (let i = 0; i < 5; i++) {
      await bearer(request(world, id, { sessionId: await openTestSession(world) }));
    }
    await makeDue({ credentialId: id });
    const counts = await Promise.all([1, 2, 3].map(() => revokeDue(world.tenantId)));
    expect(counts.reduce((sum, { revoked: one }) => sum + one, 0)).toBe(5);
    expect(revocations()).toBe(5);
    const ends = (await leavesOf(world, id)).filter(({ action }) => action === "credential.revoked");
    expect(ends).toHaveLength(5);
  });
});

describe("two people at once", () => {
  it("may both ask for it; it ends once, and its record says so once", async () => {
    const id = await broker();
    await bearer(request(world, id));
    const asked = { reason: "Odd.", target: { kind: "credential", id } } as const;
    await Promise.all([revokeIssued(world.admin, asked), revokeIssued(world.admin, asked)]);
    expect(await rowsOf(world, id)).toMatchObject([{ state: "revoked" }]);
    const ends = (await leavesOf(world, id)).filter(({ action }) => action === "credential.revoked");
    expect(ends).toHaveLength(1);
  });
});

describe("what a provider does not take back", () => {
  const failed = json({}, 500);

  it("is tried again, later and later, and after the eighth time it is an alert until it is done", async () => {
    revoking(failed);
    const sessionId = await openTestSession(world);
    const id = await broker();
    await bearer(request(world, id, { sessionId }));
    expect(await revokeSessionCredentials(world.tenantId, sessionId, "Over.")).toMatchObject({ failed: 1 });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      const [row] = await rowsOf(world, id);
      expect(row).toMatchObject({
        state: "revoke_failed",
        attempts: attempt,
        endedAt: null,
        detail: "Revoked with its session: Over.\nIts broker answered with 500.",
      });
      expect(await alertsOf(world, id)).toHaveLength(attempt < 8 ? 0 : 1);
      if (row?.nextTryAt) waits.push(Math.round((row.nextTryAt.getTime() - Date.now()) / 1_000));
      // Not before its time.
      expect(await revokeDue(world.tenantId)).toMatchObject({ failed: 0 });
      if (attempt < 8) await makeDue({ credentialId: id });
      expect(await revokeDue(world.tenantId)).toMatchObject({ failed: attempt < 8 ? 1 : 0 });
    }
    expect(waits).toHaveLength(7);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(3_600);
    expect(await alertsOf(world, id)).toMatchObject([{ severity: "critical", resolvedAt: null }]);
    const failures = (await leavesOf(world, id)).filter(
      ({ action }) => action === "credential.revoke_failed",
    );
    expect(failures).toHaveLength(2);

    // Issuing works again: that does not mean that it was revoked.
    await bearer(request(world, id));
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: null }]);
    revoking(revoked);
    const asked = { reason: "Once more.", target: { kind: "session", id: sessionId } } as const;
    expect(await revokeIssued(world.admin, asked)).toEqual({ revoked: 1, notRevocable: 0, failed: 0 });
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: expect.any(Date) as Date }]);
  });

  it("and then expires is over, and its alert too", async () => {
    revoking(failed);
    const id = await broker();
    await bearer(request(world, id));
    await revokeIssued(world.admin, { reason: "Odd.", target: { kind: "credential", id } });
    await makeDue({ credentialId: id }, { attempts: 7 });
    await revokeDue(world.tenantId);
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: null }]);
    await makeDue({ credentialId: id }, { expiresAt: new Date(Date.now() - 1_000), nextTryAt: null });
    expect(await revokeDue(world.tenantId)).toMatchObject({ expired: 1 });
    expect(await rowsOf(world, id)).toMatchObject([{ state: "expired", sealed: null }]);
    expect(await alertsOf(world, id)).toMatchObject([{ resolvedAt: expect.any(Date) as Date }]);
  });

  it("is tried again where the process died on it", async () => {
    const id = await broker();
    const perCall = { ...BEARER, per: "call" } as const;
    const sessionId = await openTestSession(world);
    await bearer(request(world, id, { sessionId, decisionId: newId(), use: perCall }));
    const [row] = await rowsOf(world, id);
    // Nobody released it; its own time to be let go of comes.
    expect(row?.nextTryAt?.getTime()).toBeGreaterThan(Date.now() + 600_000);
    await makeDue({ credentialId: id });
    expect(await revokeDue(world.tenantId)).toMatchObject({ revoked: 1 });
  });
});
