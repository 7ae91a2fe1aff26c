import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enterForce, nextState, REVISION_EVENTS, type RevisionEvent } from "./state";
import { REVISION_STATES, type RevisionState } from "./types";

/** The edges as the product promises them, written down apart from the code. */
const LEGAL = new Set([
  "draft -save-> draft",
  "draft -submit-> in_review",
  "draft -discard-> discarded",
  "in_review -save-> draft",
  "in_review -withdraw-> draft",
  "in_review -request_changes-> draft",
  "in_review -publish-> published",
  "published -supersede-> superseded",
  "published -roll_away-> rolled_back",
  "superseded -restore-> published",
  "rolled_back -restore-> published",
]);

/** A tenant's revisions in a walk: each begins as a draft. */
class Tenant {
  readonly states: RevisionState[];
  readonly taken: string[] = [];

  constructor(count: number) {
    this.states = Array.from({ length: count }, () => "draft");
  }

  /** Does as the verbs do: what enters force displaces what is in force, and nothing else does. */
  take(index: number, event: RevisionEvent): void {
    const state = this.states[index]!;
    if (event === "supersede" || event === "roll_away") return;
    if (event !== "publish" && event !== "restore") return this.move(index, event, nextState(state, event));
    const current = this.states.indexOf("published");
    const moves = enterForce(state, event, current === -1 ? null : this.states[current]!);
    if (!moves) return;
    if (current !== -1) this.move(current, event === "publish" ? "supersede" : "roll_away", moves.left);
    this.move(index, event, moves.entered);
  }

  private move(index: number, event: RevisionEvent, to: RevisionState | null): void {
    if (to === null) return;
    this.taken.push(`${this.states[index]} -${event}-> ${to}`);
    this.states[index] = to;
  }
}

const walk = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...REVISION_EVENTS)), {
  minLength: 30,
  maxLength: 120,
  size: "max",
});

describe("the life of revisions", () => {
  it("takes no edge that isn't promised, and has at most one published, on 10,000 random walks", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(walk, (steps) => {
        const tenant = new Tenant(4);
        for (const [index, event] of steps) {
          tenant.take(index, event);
          if (tenant.states.filter((state) => state === "published").length > 1) return false;
        }
        for (const edge of tenant.taken) seen.add(edge);
        return tenant.taken.every((edge) => LEGAL.has(edge));
      }),
      { numRuns: 10_000 },
    );
    // The walks got everywhere, so that the property says something of every edge.
    expect([...seen].sort()).toEqual([...LEGAL].sort());
  });

  it("answers every other event with null, in every state", () => {
    for (const state of REVISION_STATES)
      for (const event of REVISION_EVENTS) {
        const to = nextState(state, event);
        if (to === null) continue;
        expect(LEGAL).toContain(`${state} -${event}-> ${to}`);
      }
  });

  it("lets nothing that was in force, or was given up, become editable again", () => {
    for (const state of ["published", "superseded", "rolled_back", "discarded"] as const)
      for (const event of REVISION_EVENTS)
        expect(["draft", "in_review"]).not.toContain(nextState(state, event));
  });

  it("doesn't let a revision enter force where what is in force cannot leave", () => {
    expect(enterForce("in_review", "publish", "draft")).toBeNull();
    expect(enterForce("draft", "publish", null)).toBeNull();
    expect(enterForce("superseded", "restore", "published")).toEqual({
      entered: "published",
      left: "rolled_back",
    });
  });
});
