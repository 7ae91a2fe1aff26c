import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { Prisma, withTenant } from "../../platform/db";
import type { Ctx } from "../../platform/ctx";
import { newId } from "../../platform/ids";
import { openSession } from "../../sessions";
import {
  addComment,
  correctTime,
  declareIncident,
  insertEvent,
  pinEvent,
  readTimeline,
  type TimelineEntry,
} from "../index";

let tenant: TestTenant;
let responder: Ctx;
let reviewer: Ctx;
let viewer: Ctx;
let sessionId: string;
let id: string;
beforeAll(async () => {
  tenant = await createTenant();
  responder = ctxFor(tenant.id, tenant.responder);
  reviewer = ctxFor(tenant.id, tenant.reviewer);
  viewer = ctxFor(tenant.id, tenant.viewer);
  sessionId = (await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {})).id;
  for (let n = 0; n < 3; n++) await denied(2);
  id = (await declareIncident(reviewer, { title: "Exports at night", sessionId })).id;
});

/** A denied call with its points, as the gateway commits them. */
async function denied(points: number): Promise<void> {
  const decision = newId();
  await withTenant(tenant.id, async (tx) => {
    await tx.decision.create({
      data: {
        ...{ id: decision, callId: decision, tenantId: tenant.id, sessionId, agentId: tenant.agent.id },
        ...{ capability: "crm.export", action: "DENY", step: "policy", code: "POLICY_DENIED" },
        ...{ reason: "no exports", controlEpoch: 0n, door: "rest", requestId: "r", decidedAt: new Date() },
      },
    });
    await tx.$executeRaw(Prisma.sql`INSERT INTO risk_signals (decision_id, signal, tenant_id, session_id, points, score, at)
      VALUES (${decision}::uuid, 'deny', ${tenant.id}::uuid, ${sessionId}::uuid, ${points}, ${points}, clock_timestamp())`);
  });
}

const story = async (more: Partial<Parameters<typeof readTimeline>[1]> = {}) =>
  (await readTimeline(viewer, { id, ...more })).entries;
const find = async (wanted: Partial<TimelineEntry>) =>
  (await story()).find((line) =>
    Object.entries(wanted).every(([key, value]) => line[key as never] === value),
  )!;

describe("the timeline of an incident", () => {
  it("tells what led there, what it is, and what people said, in that order", async () => {
    await addComment(reviewer, { id, body: "Looks like the nightly job." });
    // Stops of all tenants, which other tests set, are everybody's story.
    const own = (await story()).filter(({ kind }) => !kind.startsWith("switch_"));
    expect(own).toMatchObject([
      { group: "calls", title: "The policy denied crm.export", count: 3, tone: "bad" },
      { kind: "opened", title: "Exports at night", actor: tenant.reviewer.name },
      { kind: "comment", body: "Looks like the nightly job.", actor: tenant.reviewer.name },
    ]);
    expect((await story({ groups: ["calls"] })).map(({ kind }) => kind)).toEqual(["call.deny"]);
  });

  it("has what was put in afterwards in its place, and corrected times with what they were", async () => {
    const early = new Date(Date.now() - 30 * 60_000).toISOString();
    const { eventId } = await insertEvent(responder, { id, at: early, title: "The new job was deployed" });
    expect((await story())[0]).toMatchObject({ eventId, kind: "note", at: early });
    const comment = await find({ kind: "comment" });
    const change = { id, eventId: comment.eventId! };
    const first = new Date(Date.now() - 60_000).toISOString();
    await correctTime(responder, { ...change, at: first, reason: "Said on the phone first." });
    const second = new Date(Date.now() - 90_000).toISOString();
    await correctTime(responder, { ...change, at: second, reason: "A little earlier still." });
    expect(await find({ kind: "comment" })).toMatchObject({
      at: second,
      originalAt: comment.at,
      correction: "A little earlier still.",
    });
    const recorded = await withTenant(tenant.id, (tx) =>
      tx.auditLeaf.findMany({ where: { action: "incident.time_corrected", subjectId: id } }),
    );
    expect(recorded).toHaveLength(2);
  });

  it("lets nobody rewrite what happened, not even past the verbs", async () => {
    const { eventId } = await find({ kind: "comment" });
    await expect(
      withTenant(tenant.id, (tx) =>
        tx.incidentEvent.updateMany({ where: { id: eventId! }, data: { body: "Nothing" } }),
      ),
    ).rejects.toThrow(/permission denied/);
    await expect(
      withTenant(tenant.id, (tx) => tx.incidentEvent.deleteMany({ where: { id: eventId! } })),
    ).rejects.toThrow(/permission denied/);
  });

  it("has events that stand out, pinned once", async () => {
    const { eventId } = await find({ kind: "opened" });
    const pin = { id, eventId: eventId!, pinned: true };
    await pinEvent(responder, pin);
    expect(await find({ kind: "opened" })).toMatchObject({ pinned: true });
    await expect(pinEvent(responder, pin)).rejects.toMatchObject({ code: "CONFLICT" });
    await pinEvent(responder, { ...pin, pinned: false });
  });

  it("takes no time that is yet to come, and nothing from who may not", async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await expect(insertEvent(responder, { id, at: soon, title: "Soon" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(addComment(viewer, { id, body: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(
      insertEvent(reviewer, { id, at: new Date().toISOString(), title: "x" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const stranger = await createTenant();
    await expect(readTimeline(ctxFor(stranger.id, stranger.admin), { id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(pinEvent(responder, { id, eventId: newId(), pinned: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("raw has every record of its sessions once, page by page", async () => {
    const read: TimelineEntry[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof readTimeline>> = await readTimeline(viewer, {
        id,
        raw: true,
        limit: 2,
        ...(cursor !== null && { cursor }),
      });
      read.push(...page.entries);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(read.map(({ key }) => key)).size).toBe(read.length);
    expect(read.filter(({ kind }) => kind === "decision.deny")).toHaveLength(3);
    expect(read.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["incident.declared", "incident.commented", "incident.time_corrected"]),
    );
  });
});
