import { describe, expect, it } from "vitest";
import { ChainSpec, type Members } from "../schemas";
import { chainChanges, chainInWords, groupInWords, span, type NameBook } from "./words";

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const names: NameBook = {
  teams: { [id(1)]: "Peers", [id(2)]: "Finance lead", [id(3)]: "Responders" },
  people: { [id(4)]: "First reviewer", [id(5)]: "Second reviewer", [id(6)]: "Third reviewer" },
};
const role = (which: "reviewer" | "admin"): Members => ({ kind: "role", role: which });
const team = (n: number): Members => ({ kind: "team", teamId: id(n) });
const people = (...ns: number[]): Members => ({ kind: "people", userIds: ns.map(id) });
const group = (name: string, members: Members, quorum = 1) => ({ name, members, quorum });
const spec = (given: object): ChainSpec =>
  ChainSpec.parse({
    steps: [{ name: "Decision", groups: [group("Reviewers", role("reviewer"))] }],
    ...given,
  });

describe("a chain in words", () => {
  it("says the whole of it in the order things happen", () => {
    const whole = spec({
      steps: [
        { name: "Review", groups: [group("Peers", team(1), 2), group("Finance", team(2))] },
        { name: "Sign-off", groups: [group("Admins", role("admin"))] },
      ],
      escalateAfterMinutes: 10,
      escalation: team(3),
      fallback: role("admin"),
      denyAfterMinutes: 30,
    });
    expect(chainInWords(whole, names)).toBe(
      "First two of Peers and one of Finance lead, at the same time. Then one admin. One no ends it. " +
        "After 10 minutes team Responders may decide too. Where too few of a group are left, admins may fill in. " +
        "After 30 minutes nobody having decided means no.",
    );
  });

  it.each([
    [
      spec({}),
      "One reviewer has to say yes. One no ends it. After 15 minutes nobody having decided means no.",
    ],
    [
      spec({
        steps: [{ name: "Decision", groups: [group("A", role("reviewer"), 2), group("B", people(4, 5), 1)] }],
        denyThreshold: 2,
        denyAfterMinutes: 120,
      }),
      "Two reviewers and one of First reviewer and Second reviewer, at the same time, have to say yes. " +
        "It takes two people saying no to end it. After 2 hours nobody having decided means no.",
    ],
  ])("of one step is one sentence of who has to say yes", (given, sentence) => {
    expect(chainInWords(given, names)).toBe(sentence);
  });

  it.each([
    [group("g", role("admin"), 1), "one admin"],
    [group("g", role("reviewer"), 10), "ten reviewers"],
    [group("g", team(2), 3), "three of Finance lead"],
    [group("g", team(9), 1), "one of a team that is gone"],
    [group("g", { kind: "team", teamId: "" }, 1), "one of a team to be chosen"],
    [group("g", people(4), 1), "First reviewer"],
    [group("g", people(4, 5), 2), "First reviewer and Second reviewer"],
    [group("g", people(4, 5, 6), 2), "two of First reviewer, Second reviewer and Third reviewer"],
    [group("g", people(4, 5, 6, 7, 8), 5), "five of 5 people"],
    [group("g", people(9), 1), "a former member"],
    [group("g", people(), 1), "one of nobody yet"],
  ])("names a group by who is in it: %j", (given, phrase) => {
    expect(groupInWords(given, names)).toBe(phrase);
  });

  it.each([
    [1, "1 minute"],
    [90, "90 minutes"],
    [60, "1 hour"],
    [1_440, "1 day"],
    [43_200, "30 days"],
  ])("says %i minutes as people do", (minutes, text) => {
    expect(span(minutes)).toBe(text);
  });
});

describe("what changed between two versions", () => {
  const before = spec({
    steps: [
      { name: "Review", groups: [group("Peers", team(1), 2)] },
      { name: "Sign-off", groups: [group("Admins", role("admin"))] },
    ],
  });
  const changed = (change: object) => chainChanges(before, { ...before, ...change }, names);

  it("is nothing where they ask for the same", () => {
    expect(changed({})).toEqual([]);
  });

  it.each([
    [{ denyThreshold: 2 }, ["People whose no it takes to end it: 2, was 1."]],
    [{ denyAfterMinutes: 60 }, ["Denied: after 1 hour, was after 15 minutes."]],
    [
      { escalateAfterMinutes: 5, escalation: team(3) },
      ["Escalates: after 5 minutes, was never.", "Escalates to: team Responders, was nobody."],
    ],
    [{ fallback: role("admin") }, ["Fills in for too small a group: admins, was nobody."]],
    [{ steps: [...before.steps].reverse() }, ["The steps come in another order: Sign-off, Review."]],
    [{ steps: before.steps.slice(0, 1) }, ["No step Sign-off any more."]],
    [
      { steps: [...before.steps, { name: "Last", groups: [group("Owner", people(4))] }] },
      ["New step Last: First reviewer."],
    ],
    [
      { steps: [{ name: "Review", groups: [group("Peers", team(2), 1)] }, before.steps[1]] },
      ["In Review: Peers needs one of Finance lead, was two of Peers."],
    ],
    [
      {
        steps: [
          { name: "Review", groups: [group("Peers", team(1), 2), group("Money", team(2))] },
          before.steps[1],
        ],
      },
      ["In Review: new group Money: one of Finance lead."],
    ],
  ])("is said for %j", (change, sentences) => {
    expect(changed(change)).toEqual(sentences);
  });

  it("is said where the words are the same and the people are not", () => {
    const crowd = (...ns: number[]) =>
      spec({ steps: [{ name: "Review", groups: [group("Peers", people(...ns), 2)] }] });
    expect(chainChanges(crowd(1, 2, 3, 4, 5), crowd(1, 2, 3, 4, 6), names)).toEqual([
      "In Review: Peers needs two of 5 people, other people than before.",
    ]);
  });
});
