import { describe, expect, it } from "vitest";
import { ChainSpec, type Members } from "../schemas";
import type { Person } from "../types";
import { reachOf } from "./reach";

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const person = (n: number, roles: string[], teams: number[] = []): Person => ({
  id: id(n),
  name: `Person ${n}`,
  roles,
  teams: teams.map(id),
});
const reviewers: Members = { kind: "role", role: "reviewer" };
const admins: Members = { kind: "role", role: "admin" };
const team = (n: number): Members => ({ kind: "team", teamId: id(n) });
const group = (name: string, members: Members, quorum = 1) => ({ name, members, quorum });
const chain = (groups: object[], more: object = {}): ChainSpec =>
  ChainSpec.parse({ steps: groups.map((one, n) => ({ name: `Step ${n + 1}`, groups: [one] })), ...more });

const people = [
  person(1, ["reviewer"], [7]),
  person(2, ["reviewer"], [7]),
  person(3, ["admin"], [7, 8]),
  person(4, ["viewer"], [8]),
];

describe("whether a chain can be fulfilled", () => {
  it.each([
    ["a role has enough people", chain([group("R", reviewers, 2)]), []],
    ["a role has too few", chain([group("R", reviewers, 3)]), ["R needs 3 who may decide and has 2."]],
    [
      "a team has members who may not decide",
      chain([group("T", team(8), 2)]),
      ["T needs 2 who may decide and has 1."],
    ],
    [
      "the same person would be needed twice",
      chain([group("T", team(8)), group("A", admins)]),
      ["T and A need 2 different people together and have 1: nobody counts twice."],
    ],
    ["groups share people, and there are enough", chain([group("R", reviewers, 2), group("T", team(7))]), []],
    [
      "groups of one name in two steps are told apart",
      chain([group("R", reviewers, 2), group("R", reviewers, 1)]),
      ["R in Step 1 and R in Step 2 need 3 different people together and have 2: nobody counts twice."],
    ],
    ["the fallback makes up for it", chain([group("R", reviewers, 3)], { fallback: admins }), []],
    [
      "the fallback is not enough",
      chain([group("R", reviewers, 4)], { fallback: admins }),
      ["R needs 4 who may decide and has 2, and the fallback doesn't make up for it."],
    ],
    [
      "who falls back is missed elsewhere",
      chain([group("R", reviewers, 3), group("A", admins)], { fallback: admins }),
      ["R needs 3 who may decide and has 2, and the fallback doesn't make up for it."],
    ],
  ])("%s", (_, spec, problems) => {
    expect(reachOf(spec, people).problems).toEqual(problems);
  });

  it("warns of what may go wrong all the same", () => {
    expect(reachOf(chain([group("R", reviewers, 2)]), people).warnings).toEqual([
      "R has nobody to spare: where one is away or on the agent's side, it runs out of time.",
    ]);
    expect(reachOf(chain([group("T", team(7))], { denyThreshold: 4 }), people).warnings).toEqual([
      "At Step 1 it takes 4 to deny and only 3 could: it would run out of time.",
    ]);
    const lonely = chain([group("T", team(7))], {
      escalation: team(9),
      escalateAfterMinutes: 5,
      fallback: team(9),
    });
    expect(reachOf(lonely, people).warnings).toEqual([
      "Nobody who may decide comes in when it escalates.",
      "Nobody who may decide is in the fallback.",
    ]);
    expect(reachOf(chain([group("T", team(7))]), people)).toEqual({ problems: [], warnings: [] });
  });
});
