import { describe, expect, it } from "vitest";
import { requirePermission, type Ctx, type Role } from "../platform/ctx";
import { DomainError } from "../platform/errors";
import type { RevisionFacts } from "./facts";
import { mayDo } from "./may-do";
import { missing, requirements } from "./requirements";
import { REVISION_STATES, REVISION_VERBS, type RevisionVerb } from "./types";

const AUTHOR = "01890000-0000-7000-8000-00000000000a";
const OTHER = "01890000-0000-7000-8000-00000000000b";
const THIRD = "01890000-0000-7000-8000-00000000000c";

/** A revision in review that has everything, changed where a test needs it. */
function facts(changes: Partial<RevisionFacts> = {}): RevisionFacts {
  return {
    number: 5,
    state: "in_review",
    hash: "a".repeat(64),
    author: { id: AUTHOR, name: "Policy author" },
    editorIds: new Set([AUTHOR]),
    inForce: [],
    deployedTo: [],
    signed: false,
    scheduled: false,
    failedGates: [],
    verdicts: [approval(OTHER)],
    loosens: false,
    looseningReason: "",
    drillPassed: true,
    settings: { requiredReviewers: 1, requireDrill: true, coverageFloor: 90, strictPackages: true },
    ...changes,
  };
}

const approval = (userId: string) => ({ userId, name: "Platform reviewer", verdict: "approve" as const });
const request = (userId: string) => ({
  userId,
  name: "Platform reviewer",
  verdict: "request_changes" as const,
});

function person(id: string, ...roles: Role[]): Ctx {
  return { tenantId: OTHER, actor: { kind: "user", id, label: "someone", roles }, requestId: "r" };
}

function why(ctx: Ctx, verb: RevisionVerb, changes: Partial<RevisionFacts> = {}): string {
  const answer = mayDo(ctx, facts(changes))[verb];
  return answer.ok ? "yes" : answer.why;
}

const unmet = (changes: Partial<RevisionFacts>) =>
  requirements(facts(changes))
    .filter(({ met }) => !met)
    .map(({ id }) => id);

describe("what publishing needs", () => {
  it("is met by passing checks, a second person and a drill", () => {
    expect(unmet({})).toEqual([]);
    expect(missing(facts())).toBeNull();
  });

  it("never counts the approval of somebody who wrote part of it", () => {
    expect(unmet({ verdicts: [approval(AUTHOR)] })).toEqual(["approvals"]);
    expect(unmet({ verdicts: [approval(OTHER)], editorIds: new Set([AUTHOR, OTHER]) })).toEqual([
      "approvals",
    ]);
  });

  it("takes one approver more, two at least, and a reason, where it loosens anything", () => {
    const loosens = { loosens: true, looseningReason: "the team asked" };
    expect(unmet(loosens)).toEqual(["approvals"]);
    expect(unmet({ ...loosens, verdicts: [approval(OTHER), approval(THIRD)] })).toEqual([]);
    const settings = { ...facts().settings, requiredReviewers: 2 };
    expect(unmet({ ...loosens, settings, verdicts: [approval(OTHER), approval(THIRD)] })).toEqual([
      "approvals",
    ]);
    expect(unmet({ loosens: true, verdicts: [approval(OTHER), approval(THIRD)] })).toEqual([
      "loosening_reason",
    ]);
  });

  it("isn't met while somebody asks for changes, however many approve", () => {
    expect(unmet({ verdicts: [approval(OTHER), request(THIRD)] })).toEqual(["no_open_request"]);
  });

  it("counts checks only of exactly this content", () => {
    expect(unmet({ failedGates: null })).toEqual(["checks"]);
    expect(missing(facts({ failedGates: ["tests", "coverage"] }))).toContain("tests, coverage");
  });

  it("asks for a drill only where the tenant does", () => {
    expect(unmet({ drillPassed: false })).toEqual(["drill"]);
    const settings = { ...facts().settings, requireDrill: false };
    expect(unmet({ drillPassed: false, settings })).toEqual([]);
  });

  it("is nothing for what was published already", () => {
    for (const state of ["published", "superseded", "rolled_back", "discarded"] as const)
      expect(requirements(facts({ state }))).toEqual([]);
  });
});

describe("who may take which step", () => {
  it("refuses a role with the very sentence of the permission, for every verb", () => {
    const viewer = person(OTHER, "viewer");
    const sentences = (["policy.edit", "policy.review", "policy.publish"] as const).map((permission) => {
      try {
        requirePermission(viewer, permission);
        return "";
      } catch (error) {
        return error instanceof DomainError ? error.message : "";
      }
    });
    for (const verb of REVISION_VERBS) expect(sentences).toContain(why(viewer, verb));
  });

  it("lets a reviewer judge and nothing else", () => {
    const reviewer = person(THIRD, "reviewer");
    const allowed = REVISION_VERBS.filter((verb) => mayDo(reviewer, facts({ scheduled: true }))[verb].ok);
    expect(allowed).toEqual(["approve", "request_changes"]);
  });

  it("lets nobody judge what they wrote part of", () => {
    const author = person(AUTHOR, "admin");
    expect(why(author, "approve")).toContain("somebody else has to approve it");
    expect(why(author, "request_changes")).toContain("withdraw it");
  });

  it("lets only the author save what is in review", () => {
    expect(why(person(AUTHOR, "admin"), "edit")).toBe("yes");
    expect(why(person(OTHER, "admin"), "edit")).toContain("withdraw it first");
    expect(why(person(OTHER, "admin"), "edit", { state: "draft" })).toBe("yes");
  });

  it("lets nobody change content that was in force somewhere: decisions name it", () => {
    const deployedTo = ["staging"] as const;
    expect(why(person(AUTHOR, "admin"), "edit", { deployedTo })).toContain("in force in staging");
    expect(why(person(AUTHOR, "admin"), "discard", { state: "draft", inForce: deployedTo })).toContain(
      "staging",
    );
  });

  it("refuses to publish with every sentence that is missing, and no other", () => {
    const changes = { verdicts: [], drillPassed: false };
    expect(why(person(OTHER, "admin"), "publish", changes)).toBe(missing(facts(changes)));
    expect(why(person(OTHER, "admin"), "schedule", changes)).toBe(missing(facts(changes)));
  });

  it("restores at once what tightens, and what loosens once enough people have approved that", () => {
    const admin = person(OTHER, "admin");
    const earlier = { state: "superseded", signed: true } as const;
    expect(why(admin, "rollback_to", earlier)).toBe("yes");
    expect(why(admin, "rollback_to", { ...earlier, state: "rolled_back" })).toBe("yes");
    const looser = { ...earlier, loosens: true };
    expect(why(admin, "rollback_to", { ...looser, verdicts: [approval(OTHER)] })).toContain("2 people");
    expect(why(admin, "rollback_to", { ...looser, verdicts: [approval(OTHER), approval(THIRD)] })).toBe(
      "yes",
    );
    expect(why(person(THIRD, "reviewer"), "approve", looser)).toBe("yes");
    expect(why(person(THIRD, "reviewer"), "approve", earlier)).toContain("in review");
    expect(why(admin, "rollback_to", { ...earlier, signed: false })).toContain("never signed");
    expect(why(admin, "rollback_to", { state: "published" })).toContain("already");
  });

  it("answers every verb in every state, and never yes for a discarded one", () => {
    for (const state of REVISION_STATES)
      for (const verb of REVISION_VERBS) {
        const answer = mayDo(person(OTHER, "admin"), facts({ state }))[verb];
        if (state === "discarded") expect(answer.ok).toBe(false);
        if (!answer.ok) expect(answer.why).toMatch(/\.$/);
      }
  });
});
