import { describe, expect, it } from "vitest";
import { ChainSpec } from "@/lib/approvals/schemas";
import { draftOf, freeName, moved, newGroup, readDraft } from "./draft";

const id = "00000000-0000-7000-8000-000000000001";
const spec = ChainSpec.parse({
  steps: [
    { name: "Review", groups: [{ name: "Peers", members: { kind: "team", teamId: id }, quorum: 2 }] },
    { name: "Sign-off", groups: [{ name: "Owner", members: { kind: "people", userIds: [id] }, quorum: 1 }] },
  ],
  denyThreshold: 2,
  escalateAfterMinutes: 10,
  escalation: { kind: "role", role: "admin" },
  fallback: { kind: "team", teamId: id },
  denyAfterMinutes: 30,
});
const draft = draftOf(spec);
const first = draft.steps[0]!;

describe("a chain in its form", () => {
  it("comes out as it went in", () => {
    expect(readDraft(draft)).toEqual({ spec, meant: spec, faults: {} });
  });

  it("keeps no escalation and no fallback that is switched off", () => {
    const { spec: read } = readDraft({ ...draft, escalates: false, fallsBack: false });
    expect(read).toEqual({ ...spec, escalateAfterMinutes: null, escalation: null, fallback: null });
  });

  const group = (change: object) => ({
    ...draft,
    steps: [{ ...first, groups: [{ ...first.groups[0]!, ...change }] }],
  });
  it.each([
    [{ ...draft, denyThreshold: "" }, "denyThreshold", "A whole number from 1 to 10"],
    [{ ...draft, denyThreshold: "11" }, "denyThreshold", "A whole number from 1 to 10"],
    [{ ...draft, denyAfter: "1.5" }, "denyAfterMinutes", "Whole minutes from 1 to 43,200 (30 days)"],
    [{ ...draft, escalateAfter: "30" }, "escalateAfterMinutes", "Must be shorter than the time to deny"],
    [group({ quorum: "1e1" }), "steps.0.groups.0.quorum", "A whole number from 1 to 10"],
    [group({ name: " " }), "steps.0.groups.0.name", "Give it a name"],
    [
      group({ members: { kind: "team", role: "admin", teamId: "", userIds: [] } }),
      "steps.0.groups.0.members.teamId",
      "Choose a team",
    ],
    [
      group({ members: { kind: "people", role: "admin", teamId: "", userIds: [] } }),
      "steps.0.groups.0.members.userIds",
      "Choose at least one person",
    ],
    [{ ...draft, steps: [first, first] }, "steps.1.name", "Is the name of another one already"],
    [{ ...draft, steps: [{ ...first, groups: [] }] }, "steps.0.groups", "Needs a group"],
  ])("says what is wrong where it is wrong: %#", (given, field, fault) => {
    const { spec: read, faults, meant } = readDraft(given);
    expect(read).toBeNull();
    expect(faults).toMatchObject({ [field]: fault });
    expect(JSON.stringify(meant)).not.toContain("null,null");
  });

  it("has a new group that only needs a name", () => {
    const steps = [{ ...first, groups: [newGroup("Anybody")] }];
    expect(readDraft({ ...draft, steps }).faults).toEqual({});
  });
});

it("moves one item of a list, and nothing beyond its ends", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});

it("finds a name that is free", () => {
  expect(freeName("Step", [])).toBe("Step 1");
  expect(freeName("Step", ["Step 1", "Step 3"])).toBe("Step 4");
  expect(freeName("Step", ["Step 2"])).toBe("Step 3");
});
