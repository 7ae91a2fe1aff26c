import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASE, LOOSER, policyWorld, texts, TIGHTER, type PolicyWorld } from "../../tests/policy-world";
import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { approveRevision } from "./approve-revision";
import { cancelSchedule } from "./cancel-schedule";
import { createDraft } from "./create-draft";
import { discardDraft } from "./discard-draft";
import { getRevision } from "./get-revision";
import { promoteRevision } from "./promote-revision";
import { publishRevision } from "./publish-revision";
import { requestChanges } from "./request-changes";
import { rollbackTo } from "./rollback-to";
import { runDrill } from "./run-drill";
import { saveDraft } from "./save-draft";
import { scheduleRevision } from "./schedule-revision";
import { submitRevision } from "./submit-revision";
import { REVISION_VERBS, type Revision, type RevisionVerb } from "./types";
import { withdrawRevision } from "./withdraw-revision";

const TEXTS = [BASE, TIGHTER, LOOSER, texts({ held: "DENY" })];
const NO_HASH = "0".repeat(64);

type Step = { along: boolean; verb: RevisionVerb; revision: number; actor: number; text: number };

/** Calls the verb with what its page would send. */
function call(ctx: Ctx, { id, hash, testsHash, version }: Revision, step: Step): Promise<unknown> {
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const named = { id, hash: hash ?? NO_HASH };
  const calls: Record<RevisionVerb, () => Promise<unknown>> = {
    edit: () => saveDraft(ctx, { id, version, title: "", ...TEXTS[step.text]! }),
    submit: () => submitRevision(ctx, { id, version, looseningReason: "The team asked for it." }),
    withdraw: () => withdrawRevision(ctx, { id }),
    approve: () => approveRevision(ctx, { ...named, testsHash }),
    request_changes: () => requestChanges(ctx, { id, comment: "Not like this." }),
    publish: () => publishRevision(ctx, named),
    schedule: () => scheduleRevision(ctx, { ...named, at }),
    cancel_schedule: () => cancelSchedule(ctx, { id }),
    promote: () => promoteRevision(ctx, { id, environment: "preview" }),
    drill: () => runDrill(ctx, { id }),
    rollback_to: () => rollbackTo(ctx, { id, reason: "Back to what worked." }),
    discard: () => discardDraft(ctx, { id }),
  };
  return calls[step.verb]();
}

/** The way to production is narrow, so every second step goes along it where the page offers that. */
const ALONG = ["rollback_to", "publish", "approve", "drill", "submit"] as const;
const step = fc.record({
  along: fc.boolean(),
  verb: fc.constantFrom(...REVISION_VERBS),
  revision: fc.nat(2),
  actor: fc.nat(4),
  text: fc.nat(3),
});
const walk = fc.array(step, { minLength: 100, maxLength: 100 });

/** The steps that were taken; fails where a verb answers other than its page, or two are in force. */
async function follow(world: PolicyWorld, steps: readonly Step[]): Promise<Set<RevisionVerb>> {
  const actors = [world.author, world.publisher, world.reviewer, world.reviewer2, world.viewer];
  const ids: string[] = [];
  for (const each of TEXTS.slice(1))
    ids.push((await createDraft(world.author, { from: { kind: "text", ...each } })).id);
  const taken = new Set<RevisionVerb>();
  for (const random of steps) {
    const ctx = actors[random.actor]!;
    const revision = await getRevision(ctx, { id: ids[random.revision]! });
    const along = random.along ? ALONG.find((verb) => revision.may[verb].ok) : undefined;
    const each = { ...random, verb: along ?? random.verb };
    const may = revision.may[each.verb];
    const error = await call(ctx, revision, each).then(
      () => null,
      (caught: unknown) => caught,
    );
    if (error !== null && !(error instanceof DomainError)) throw error;
    const again = each.verb === "promote" && revision.inForce.includes("preview");
    if (!again)
      expect({ ...each, why: error?.message }).toEqual({ ...each, why: may.ok ? undefined : may.why });
    if (error === null) taken.add(each.verb);
    await expectOneInForce(world);
  }
  return taken;
}

async function expectOneInForce({ tenant }: PolicyWorld): Promise<void> {
  const [published, deployments] = await withTenant(tenant.id, async (tx) => [
    await tx.policyRevision.findMany({ where: { tenantId: tenant.id, state: "published" } }),
    await tx.policyDeployment.findMany({
      where: { tenantId: tenant.id, environment: "production", endedAt: null },
    }),
  ]);
  expect(deployments.map(({ revisionId }) => revisionId)).toEqual(published.map(({ id }) => id));
  expect(published).toHaveLength(1);
}

describe("a random walk of five people over three revisions", () => {
  it("takes each step exactly where its page offers it, and leaves one revision in force", async () => {
    // One fixed walk that gets around: the pure machine is walked at random ten thousand times.
    const [steps = []] = fc.sample(walk, { numRuns: 1, seed: 3 });
    const taken = await follow(await policyWorld(), steps);
    const around = ["approve", "drill", "promote", "publish", "rollback_to", "submit"];
    expect([...taken].sort()).toEqual(expect.arrayContaining(around));
  }, 90_000);
});
