import { beforeEach, describe, expect, it } from "vitest";
import { createTenant, ctxFor } from "../../tests/db";
import {
  approve,
  audited,
  BASE,
  deployed,
  inReview,
  LOOSER,
  policyWorld,
  publishable,
  refusal,
  stored,
  texts,
  type PolicyWorld,
} from "../../tests/policy-world";
import { withTenant } from "../platform/db";
import { cancelSchedule } from "./cancel-schedule";
import { getRevision } from "./get-revision";
import { listDeployments } from "./list-deployments";
import { publishDue } from "./publish-due";
import { publishRevision } from "./publish-revision";
import { requestChanges } from "./request-changes";
import { runDrill } from "./run-drill";
import { scheduleRevision } from "./schedule-revision";
import { updateSettings } from "./settings";
import { verifyRevision } from "./signing";

let world: PolicyWorld;
beforeEach(async () => {
  world = await policyWorld();
});

const epoch = async () => {
  const { controlEpoch } = await withTenant(world.tenant.id, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: world.tenant.id } }),
  );
  return controlEpoch;
};

const SETTINGS = { requiredReviewers: 1, requireDrill: true, coverageFloor: 90, strictPackages: true };

describe("publishing", () => {
  it("signs, supersedes, deploys and records in one step, and raises the control epoch", async () => {
    const ready = await publishable(world);
    const before = await epoch();
    const taken = await publishRevision(world.publisher, ready);
    expect(taken).toMatchObject({ id: ready.id, state: "published" });
    const row = await stored(world, ready.id);
    expect(verifyRevision(row).ok).toBe(true);
    expect(row).toMatchObject({ state: "published" });
    expect(row.publishedAt).not.toBeNull();
    expect((await stored(world, world.baseId)).state).toBe("superseded");
    expect(await deployed(world, "production")).toBe(`${ready.id} by publish`);
    expect(await epoch()).toBeGreaterThan(before);
    expect((await audited(world, ready.id)).slice(-1)).toEqual(["policy.published"]);
    const [newest, previous] = await listDeployments(world.viewer, { environment: "production" });
    expect(newest).toMatchObject({ kind: "publish", revisionId: ready.id, endedAt: null });
    expect(newest?.by?.id).toBe(world.publisher.actor.id);
    expect(previous).toMatchObject({ revisionId: world.baseId, kind: "install" });
    expect(previous?.endedAt).not.toBeNull();
  });

  it("lets one of two publishers win, and tells the other what happened", async () => {
    const ready = await publishable(world);
    const both = await Promise.allSettled([
      publishRevision(world.publisher, ready),
      publishRevision(world.author, ready),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [lost] = both.filter((each) => each.status === "rejected");
    expect(lost?.reason).toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("is published"),
    });
    const published = (await audited(world, ready.id)).filter((action) => action === "policy.published");
    expect(published).toHaveLength(1);
  });

  it("keeps one in force where two revisions are published at the same moment", async () => {
    const first = await publishable(world);
    const second = await publishable(world, texts({ open: "REQUIRE_APPROVAL", held: "DENY" }));
    // First the laxer one; the second tightens it, whichever comes first only one may end published.
    await Promise.allSettled([
      publishRevision(world.publisher, first),
      publishRevision(world.publisher, second),
    ]);
    const published = await withTenant(world.tenant.id, (tx) =>
      tx.policyRevision.findMany({ where: { tenantId: world.tenant.id, state: "published" } }),
    );
    expect(published).toHaveLength(1);
    expect(await deployed(world, "production")).toBe(`${published[0]!.id} by publish`);
  });

  it("is refused with the sentences of the page, until everything is there", async () => {
    const id = await inReview(world, LOOSER, "The team asked for it.");
    const hash = (await stored(world, id)).hash!;
    const attempt = async () => {
      const refused = await refusal(publishRevision(world.publisher, { id, hash }));
      const { may, requirements } = await getRevision(world.publisher, { id });
      expect(may.publish).toMatchObject({ ok: false, why: refused.message });
      expect(refused.code).toBe("CONFLICT");
      return requirements.filter(({ met }) => !met).map((each) => each.id);
    };
    expect(await attempt()).toEqual(["approvals", "drill"]);
    await approve(world.reviewer, id);
    // One approval is enough for what tightens, and not for what loosens.
    expect(await attempt()).toEqual(["approvals", "drill"]);
    await approve(world.reviewer2, id);
    expect(await attempt()).toEqual(["drill"]);
    await runDrill(world.publisher, { id });
    await publishRevision(world.publisher, { id, hash });
    expect((await stored(world, id)).state).toBe("published");
  });

  it("needs no drill where the tenant asks for none, and more people where it asks for more", async () => {
    await updateSettings(world.author, { ...SETTINGS, requireDrill: false, requiredReviewers: 2 });
    const id = await inReview(world, texts({ open: "DENY" }));
    const hash = (await stored(world, id)).hash!;
    await approve(world.reviewer, id);
    expect((await refusal(publishRevision(world.publisher, { id, hash }))).message).toContain("2 people");
    await approve(world.reviewer2, id);
    await publishRevision(world.publisher, { id, hash });
  });

  it("is refused for another hash than the one in review, and leaves all as it was", async () => {
    const { id } = await publishable(world);
    const refused = await refusal(publishRevision(world.publisher, { id, hash: "0".repeat(64) }));
    expect(refused.code).toBe("CONFLICT");
    expect((await stored(world, id)).state).toBe("in_review");
    expect(await deployed(world, "production")).toBe(`${world.baseId} by install`);
  });

  it("is for who may publish, in the own tenant", async () => {
    const ready = await publishable(world);
    expect((await refusal(publishRevision(world.reviewer, ready))).code).toBe("FORBIDDEN");
    const elsewhere = await createTenant();
    const stranger = ctxFor(elsewhere.id, elsewhere.admin);
    expect((await refusal(publishRevision(stranger, ready))).code).toBe("NOT_FOUND");
  });
});

describe("publishing later", () => {
  const later = () => new Date(Date.now() + 3_600_000).toISOString();

  /** Moves a revision's moment into the past, as waiting would. */
  const due = (id: string) =>
    withTenant(world.tenant.id, (tx) =>
      tx.policyRevision.update({ where: { id }, data: { scheduledAt: new Date(Date.now() - 1_000) } }),
    );

  it("signs at once and does nothing before the moment has come", async () => {
    const ready = await publishable(world);
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    expect(verifyRevision(await stored(world, ready.id)).ok).toBe(true);
    expect(await publishDue(world.tenant.id)).toBe(0);
    expect((await stored(world, ready.id)).state).toBe("in_review");
    const { scheduledBy } = await getRevision(world.viewer, { id: ready.id });
    expect(scheduledBy?.id).toBe(world.publisher.actor.id);
  });

  it("publishes once, in its maker's name, however many workers find it due", async () => {
    const ready = await publishable(world);
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    await due(ready.id);
    const counts = await Promise.all([1, 2, 3].map(() => publishDue(world.tenant.id)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(await deployed(world, "production")).toBe(`${ready.id} by publish`);
    const row = await stored(world, ready.id);
    expect(row).toMatchObject({
      state: "published",
      publishedById: world.publisher.actor.id,
      scheduledAt: null,
    });
    const published = (await audited(world, ready.id)).filter((action) => action === "policy.published");
    expect(published).toHaveLength(1);
  });

  it("stays in review, off the schedule, and says what is missing by then", async () => {
    const ready = await publishable(world);
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    await updateSettings(world.author, { ...SETTINGS, requiredReviewers: 2 });
    await due(ready.id);
    expect(await publishDue(world.tenant.id)).toBe(0);
    const revision = await getRevision(world.viewer, { id: ready.id });
    expect(revision).toMatchObject({ state: "in_review", scheduledAt: null });
    expect(revision.scheduleProblem).toContain("2 people");
    expect((await audited(world, ready.id)).slice(-1)).toEqual(["policy.schedule_missed"]);
    await approve(world.reviewer2, ready.id);
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    expect((await stored(world, ready.id)).scheduleProblem).toBe("");
  });

  it("is off the schedule once somebody cancels it or asks for changes", async () => {
    const ready = await publishable(world);
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    await cancelSchedule(world.publisher, { id: ready.id });
    expect((await refusal(cancelSchedule(world.publisher, { id: ready.id }))).code).toBe("CONFLICT");
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    await requestChanges(world.reviewer2, { id: ready.id, comment: "Not this week." });
    expect(await stored(world, ready.id)).toMatchObject({ state: "draft", scheduledAt: null });
  });

  it("is refused for a moment that has passed, and before it could be published", async () => {
    const ready = await publishable(world);
    const past = await refusal(
      scheduleRevision(world.publisher, { ...ready, at: new Date(Date.now() - 1_000).toISOString() }),
    );
    expect(past).toMatchObject({ code: "INVALID_INPUT", faults: [{ pointer: "/at" }] });
    const id = await inReview(world, texts({ held: "DENY" }));
    const hash = (await stored(world, id)).hash!;
    expect((await refusal(scheduleRevision(world.publisher, { id, hash, at: later() }))).code).toBe(
      "CONFLICT",
    );
  });

  it("leaves what was tampered with in the database out of production", async () => {
    const ready = await publishable(world);
    await scheduleRevision(world.publisher, { ...ready, at: later() });
    await withTenant(world.tenant.id, (tx) =>
      tx.policyRevision.update({
        where: { id: ready.id },
        data: { document: BASE.document, scheduledAt: new Date(Date.now() - 1_000) },
      }),
    );
    expect(await publishDue(world.tenant.id)).toBe(0);
    expect(await deployed(world, "production")).toBe(`${world.baseId} by install`);
    expect((await stored(world, ready.id)).scheduleProblem).not.toBe("");
  });
});
