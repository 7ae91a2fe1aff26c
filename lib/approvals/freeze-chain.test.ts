import { describe, expect, it } from "vitest";
import { can, ROLES } from "../platform/ctx";
import { BUILT_IN_CHAINS } from "./built-in-chains";
import { freezeChain } from "./freeze-chain";
import { ChainSpec, DECIDING_ROLES, RISKS } from "./schemas";

const people = (spec: ChainSpec) =>
  spec.steps.flatMap(({ groups }) => groups).reduce((n, { quorum }) => n + quorum, 0);
const reviewers = (quorum: number) => ({
  name: "Reviewers",
  members: { kind: "role" as const, role: "reviewer" as const },
  quorum,
});
const step = (...quorums: number[]) => ({ name: "Step", groups: quorums.map(reviewers) });

describe("the chain as a request keeps it", () => {
  it.each([
    ["one person", [step(1)], [step(2)]],
    ["two groups at once", [step(1, 1)], [step(1, 1)]],
    ["two steps", [step(1), step(1)], [step(1), step(1)]],
    ["two of one group", [step(2)], [step(2)]],
  ])("needs two people for what is CRITICAL: %s", (_title, steps, frozen) => {
    const spec = ChainSpec.parse({ steps });
    expect(freezeChain(spec, "mine", 3, "CRITICAL").steps).toEqual(frozen);
    for (const risk of RISKS.filter((it) => it !== "CRITICAL"))
      expect(freezeChain(spec, "mine", 3, risk)).toEqual({ ...spec, name: "mine", version: 3 });
  });

  it("is a copy: the chain itself is as it was", () => {
    const spec = BUILT_IN_CHAINS.reviewer!;
    freezeChain(spec, "reviewer", 0, "CRITICAL").steps[0]!.groups[0]!.quorum = 9;
    expect(people(spec)).toBe(1);
  });

  it("comes with the product in four kinds, each a valid chain", () => {
    for (const spec of Object.values(BUILT_IN_CHAINS)) expect(ChainSpec.parse(spec)).toEqual(spec);
    expect(Object.entries(BUILT_IN_CHAINS).map(([name, spec]) => [name, people(spec)])).toEqual([
      ["reviewer", 1],
      ["admin", 1],
      ["two-reviewers", 2],
      ["two-admins", 2],
    ]);
  });
});

it("the roles that a group can name are the ones with the permission to decide", () => {
  const deciding = ROLES.filter((role) =>
    can({ kind: "user", id: "x", label: "x", roles: [role] }, "approvals.decide"),
  );
  expect([...DECIDING_ROLES].sort()).toEqual([...deciding].sort());
});
