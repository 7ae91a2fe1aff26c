import { describe, expect, it } from "vitest";
import { REVISION_VERBS, type Revision, type RevisionVerb, type Verdict } from "@/lib/revisions/types";
import { offersOf } from "./steps";

const NO: Verdict = { ok: false, why: "Not now." };

function offers(
  state: Revision["state"],
  allowed: readonly RevisionVerb[],
  scheduledAt: string | null = null,
) {
  const may = Object.fromEntries(
    REVISION_VERBS.map((verb) => [verb, allowed.includes(verb) ? { ok: true } : NO]),
  );
  // Only what the function reads.
  return offersOf({ state, may, scheduledAt } as unknown as Revision);
}

describe("what the header of a revision offers", () => {
  it("leads from state to state: submit, then publish or schedule, then roll back to it", () => {
    const leading = (state: Revision["state"]) => offers(state, []).leading.map(({ step }) => step);
    expect(leading("draft")).toEqual(["submit"]);
    expect(leading("in_review")).toEqual(["publish", "schedule"]);
    expect(leading("published")).toEqual([]);
    expect(leading("superseded")).toEqual(["rollback_to"]);
    expect(leading("rolled_back")).toEqual(["rollback_to"]);
    expect(offers("discarded", [])).toEqual({ leading: [], more: [] });
  });

  it("has the server's word for each step, and its sentence where that is no", () => {
    const { leading } = offers("in_review", ["publish"]);
    expect(leading.map(({ verdict }) => verdict)).toEqual([{ ok: true }, NO]);
  });

  it("cancels a schedule where there is one, instead of making another", () => {
    const { leading } = offers("in_review", [], "2026-11-30T10:00:00Z");
    expect(leading.map(({ step }) => step)).toEqual(["publish", "cancel_schedule"]);
  });

  it("asks for both promotions by the one verdict about promoting", () => {
    const { more } = offers("published", ["promote"]);
    expect(more.filter(({ verdict }) => verdict.ok).map(({ step }) => step)).toEqual(["preview", "staging"]);
  });
});
