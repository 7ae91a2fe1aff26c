import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { json, startPeer, type Peer } from "../../tests/credential-peers";
import {
  addCredential,
  bearer,
  credentialWorld,
  openTestSession,
  request,
  rowsOf,
  type CredentialWorld,
} from "../../tests/credential-world";
import { issueCredential, revokeDue, revokeIssued } from "../credentials";
import { withTenant } from "../platform/db";
import { closeEvents } from "../platform/events";
import { quarantineSession, releaseQuarantine } from "../quarantine";
import { afterQuarantine } from "./contain-after";

let world: CredentialWorld;
let peer: Peer;
let sessionId: string;
let credentialId: string;
const lease = () => json({ credential: "leased", expires_in: 3_600, lease_id: "lease" });
const revoking = (answer: ReturnType<typeof json>) => {
  peer.answer = ({ path }) => (path === "/revoke" ? answer : lease());
};
const revocations = () => peer.received.filter(({ path }) => path === "/revoke").length;

beforeAll(async () => {
  world = await credentialWorld();
});
beforeEach(async () => {
  peer = await startPeer(lease);
  revoking(json({ revoked: true }));
  sessionId = await openTestSession(world);
  credentialId = await addCredential(
    world,
    { provider: "http_broker", url: peer.url },
    { apiKey: "broker-key" },
  );
});
afterEach(() => peer.close());
afterAll(closeEvents);

const hold = async () =>
  (await quarantineSession(world.admin, { sessionId, reason: "It misbehaves." })).quarantine;
const release = (quarantineId: string, stage: "reads" | "full") =>
  releaseQuarantine(world.admin, { quarantineId, stage, reason: "Fine again.", watchMinutes: 0 });
const issue = () => issueCredential(request(world, credentialId, { sessionId }));
const round = () => afterQuarantine(world.tenantId);
/** What a timer would see later, without the wait. */
const later = () =>
  withTenant(world.tenantId, async (tx) => {
    await tx.quarantine.updateMany({ where: { sessionId }, data: { revocationDueAt: new Date(0) } });
    await tx.issuedCredential.updateMany({ where: { credentialId }, data: { nextTryAt: new Date(0) } });
  });
async function told(incidentId: string) {
  return withTenant(world.tenantId, async (tx) => {
    const { revocation } = await tx.quarantine.findFirstOrThrow({ where: { incidentId } });
    const step = await tx.incidentStep.findFirstOrThrow({ where: { incidentId, kind: "revoke" } });
    const events = await tx.incidentEvent.findMany({
      where: { incidentId, kind: { in: ["revoked", "revocation_failed"] } },
      orderBy: { id: "asc" },
    });
    return { revocation, step: step.state, events: events.map(({ kind }) => kind) };
  });
}
/** What people read of it: on the panel, as the step's evidence, as the timeline's title. */
async function words(incidentId: string) {
  return withTenant(world.tenantId, async (tx) => {
    const { revocationDetail } = await tx.quarantine.findFirstOrThrow({ where: { incidentId } });
    const { evidence } = await tx.incidentStep.findFirstOrThrow({ where: { incidentId, kind: "revoke" } });
    const kinds = { in: ["revoked", "revocation_failed"] };
    const { title } = await tx.incidentEvent.findFirstOrThrow({ where: { incidentId, kind: kinds } });
    return { panel: revocationDetail, evidence, title };
  });
}

describe("after a quarantine", () => {
  it("what was issued to the session is revoked once, though several processes look, and the incident says so", async () => {
    await bearer(request(world, credentialId, { sessionId }));
    const { incidentId } = await hold();
    expect(await told(incidentId)).toEqual({ revocation: "pending", step: "doing", events: [] });
    await Promise.all([round(), round(), round()]);
    await round();
    expect(revocations()).toBe(1);
    expect(await rowsOf(world, credentialId)).toMatchObject([{ state: "revoked" }]);
    expect(await told(incidentId)).toEqual({ revocation: "done", step: "done", events: ["revoked"] });
  });

  it("no revocation is claimed where nothing was issued, nor of what cannot be revoked", async () => {
    const { incidentId } = await hold();
    await round();
    const nothing = "Nothing was issued to this session.";
    expect(await told(incidentId)).toEqual({ revocation: "done", step: "skipped", events: ["revoked"] });
    expect(await words(incidentId)).toEqual({
      ...{ panel: nothing, evidence: nothing, title: "No credentials to revoke" },
    });

    sessionId = await openTestSession(world);
    credentialId = await addCredential(world, { provider: "static" }, { value: "fixed" });
    await issue();
    const { incidentId: other } = await hold();
    await round();
    expect(await told(other)).toEqual({ revocation: "done", step: "failed", events: ["revocation_failed"] });
    expect(await words(other)).toMatchObject({
      panel: expect.stringContaining("1 cannot be taken back") as unknown,
      title: "Credentials that cannot be revoked",
    });
  });

  it("nothing is issued to it until a release lets something through, and then it is again", async () => {
    await issue();
    const { id } = await hold();
    // Before anything is revoked: as soon as the cache has heard of it.
    await expect
      .poll(() => issue().catch(({ code }: { code: string }) => code))
      .toBe("CREDENTIAL_UNAVAILABLE");
    await round();
    await expect(issue()).rejects.toMatchObject({ code: "CREDENTIAL_UNAVAILABLE" });
    await release(id, "reads");
    await issue();
    await release(id, "full");
    await issue();
  });

  it("a provider that refuses is said as failed, tried again, and said as done when it gave in", async () => {
    await issue();
    const { incidentId } = await hold();
    revoking({ ...json({ error: "no" }), status: 500 });
    await round();
    expect(await told(incidentId)).toEqual({
      revocation: "failed",
      step: "failed",
      events: ["revocation_failed"],
    });
    await later();
    await revokeDue(world.tenantId);
    await round();
    // Said once, however often it is tried.
    expect(await told(incidentId)).toEqual({
      revocation: "failed",
      step: "failed",
      events: ["revocation_failed"],
    });
    expect(revocations()).toBe(2);
    revoking(json({ revoked: true }));
    await later();
    await revokeDue(world.tenantId);
    await round();
    expect(await told(incidentId)).toEqual({
      ...{ revocation: "done", step: "done" },
      events: ["revocation_failed", "revoked"],
    });
  });

  it("a release that was quicker does not leave what was issued before alive", async () => {
    await issue();
    const { id, incidentId } = await hold();
    await release(id, "full");
    await round();
    expect(await rowsOf(world, credentialId)).toMatchObject([{ state: "revoked" }]);
    expect(await told(incidentId)).toMatchObject({ revocation: "done" });
    await issue();
  });

  it("what a person withdrew from the session by hand stays withdrawn after a release", async () => {
    await issue();
    await revokeIssued(world.admin, { target: { kind: "session", id: sessionId }, reason: "By hand." });
    const { id } = await hold();
    await round();
    await release(id, "full");
    await expect(issue()).rejects.toMatchObject({ code: "CREDENTIAL_UNAVAILABLE" });
  });
});
