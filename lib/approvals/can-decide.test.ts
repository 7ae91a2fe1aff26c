import { describe, expect, it } from "vitest";
import { canDecide, whoCanDecide } from "./can-decide";
import type { RequestFacts } from "./request-facts";
import { AFTER, asked, away, BEFORE, chainOf, directoryOf, NOON, someone, yes } from "./testing/scene";
import type { ActiveDelegation, CanDecide } from "./types";

const team = (teamId: string) => ({ kind: "team", teamId });
const TEAMS = {
  peers: "00000000-0000-4000-8000-00000000000a",
  oncall: "00000000-0000-4000-8000-00000000000b",
};
const named = (...userIds: string[]) => ({ kind: "people", userIds });
// People are named by ids; here by ids that a reader can tell apart.
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const [FIN, BOTH, FB] = [id(1), id(2), id(3)];

const chain = chainOf({
  steps: [
    {
      name: "Review",
      groups: [
        { name: "Peers", members: team(TEAMS.peers), quorum: 2 },
        { name: "Finance", members: named(FIN, BOTH), quorum: 1 },
      ],
    },
    { name: "Release", groups: [{ name: "Admins", members: { kind: "role", role: "admin" }, quorum: 1 }] },
  ],
  denyThreshold: 2,
  escalateAfterMinutes: 10,
  denyAfterMinutes: 60,
  escalation: team(TEAMS.oncall),
  fallback: named(FB),
});

const inPeers = { teams: [TEAMS.peers] };
const people = [
  someone("peer", inPeers),
  someone("peer2", inPeers),
  someone("peer3", inPeers),
  someone(FIN),
  someone(BOTH, inPeers),
  someone("admin", { roles: ["admin"] }),
  someone("oncall", { teams: [TEAMS.oncall] }),
  someone(FB),
  someone("sub"),
  someone("plain"),
  someone("owner", inPeers),
  someone("viewer", { roles: ["viewer"], ...inPeers }),
];

type Situation = { request?: Partial<RequestFacts>; delegations?: ActiveDelegation[] };
const peersDone = [yes("peer", [0]), yes("peer2", [0])];
const financeAway = [away(FIN, null), away(BOTH, null)];
const SITUATIONS: Record<string, Situation> = {
  open: {},
  escalated: { request: { escalatesAt: NOON } },
  "peers done": { request: { votes: peersDone } },
  "finance done": { request: { votes: [yes(FIN, [1])] } },
  "by the delegate": { request: { votes: [yes("sub", [1], { forUserId: FIN })] } },
  "finance away": { delegations: financeAway },
  "step 2": { request: { step: 1, votes: [...peersDone, yes(FIN, [1])] } },
  expired: { request: { expiresAt: NOON } },
  approved: { request: { status: "approved" } },
  denied: { request: { status: "denied" } },
  changes: { request: { status: "changes_requested" } },
  cancelled: { request: { status: "cancelled" } },
};

/*
 * For everybody in every situation: what they hear when they want to approve, and when they want to deny. A letter is
 * yes: as a member, by escalation, as fallback, or in the place of Finance (d).
 */
const TABLE = `
           | open    | escalated | peers done | finance done | by the delegate | finance away | step 2
  peer     | m m     | m m       | voted      | m m          | m m             | m m          | voted
  peer3    | m m     | m m       | covered m  | m m          | m m             | m m          | not_in_group
  fin      | m m     | m m       | m m        | voted        | voted           | m m          | voted
  both     | m m     | m m       | m m        | m m          | m m             | m m          | not_in_group
  admin    | later_step | later_step | later_step | later_step | later_step   | later_step   | m m
  oncall   | not_in_group | e e  | not_in_group | not_in_group | not_in_group  | not_in_group | not_in_group
  fb       | not_in_group | not_in_group | not_in_group | not_in_group | not_in_group | f f | not_in_group
  sub      | d d     | d d       | d d        | not_in_group | voted           | not_in_group | not_in_group
  plain    | not_in_group | not_in_group | not_in_group | not_in_group | not_in_group | not_in_group | not_in_group
  owner    | requester | requester | requester | requester   | requester       | requester    | requester
  viewer   | permission | permission | permission | permission | permission    | permission   | permission
  stranger | permission | permission | permission | permission | permission    | permission   | permission`;

const IDS: Record<string, string> = { fin: FIN, both: BOTH, fb: FB };
const LETTERS = { member: "m", escalation: "e", fallback: "f" } as const;

function cells(): { who: string; when: string; approve: string; deny: string }[] {
  const [head, ...rows] = TABLE.trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const [, ...situations] = head!;
  return rows.flatMap(([who, ...row]) => [
    ...row.map((cell, column) => {
      const [approve, deny = approve] = cell.split(" ");
      return { who: who!, when: situations[column]!, approve: approve!, deny: deny! };
    }),
    // Once it is over, everybody hears the same.
    ...["expired", "approved", "denied", "changes", "cancelled"].map((when) => {
      const cause = when === "expired" ? "expired" : "decided";
      return { who: who!, when, approve: cause, deny: cause };
    }),
  ]);
}

function ask(who: string, when: string, verdict: "approve" | "deny"): CanDecide {
  const { request = {}, delegations = [away(FIN, "sub")] } = SITUATIONS[when]!;
  const facts = asked(chain, { requesters: [{ userId: "owner", as: "owner" }], ...request });
  return canDecide(IDS[who] ?? who, facts, directoryOf(people, delegations), NOON, verdict);
}

const inShort = (it: CanDecide) => (it.ok ? (it.inPlaceOf ? "d" : LETTERS[it.by]) : it.cause);

describe("who may decide", () => {
  it(`is as the table of ${cells().length * 2} cases says`, () => {
    const found = cells().map(({ who, when }) => ({
      who,
      when,
      approve: inShort(ask(who, when, "approve")),
      deny: inShort(ask(who, when, "deny")),
    }));
    expect(found).toEqual(cells());
    expect(cells().length * 2).toBeGreaterThanOrEqual(200);
  });

  it.each([
    ["owner", "open", "You own the agent that asks, so somebody else has to decide."],
    ["viewer", "open", "Deciding needs the role reviewer or admin, which you don't have here."],
    ["plain", "open", "This step needs Peers or Finance."],
    ["plain", "finance done", "This step needs Peers."],
    ["admin", "open", "This waits for Peers or Finance first; your turn comes at step 2."],
    ["peer3", "peers done", "The part you could fill has its approvals already; it waits for Finance."],
    ["peer", "peers done", "You have approved this; it waits for Finance."],
    ["fin", "by the delegate", "Name of sub has decided in your place."],
    ["peer", "expired", "Nobody decided in time, so this was denied."],
    ["peer", "changes", "This was sent back for changes already."],
  ])("says why not in one sentence: %s, %s", (who, when, reason) => {
    expect(ask(who, when, "approve")).toMatchObject({ ok: false, reason });
  });

  it.each([
    ["deployer", "You set up the agent that asks, so somebody else has to decide."],
    ["acts_for", "The agent acts for you here, so somebody else has to decide."],
    [
      "exception_author",
      "You wrote the exception that this call comes under, so somebody else has to decide.",
    ],
  ] as const)("bans everybody on the requester's side: %s", (as, reason) => {
    const request = asked(chain, { requesters: [{ userId: "peer", as }] });
    expect(canDecide("peer", request, directoryOf(people), NOON)).toEqual({
      ok: false,
      cause: "requester",
      reason,
    });
  });

  it("tells who denied how many more denials it takes", () => {
    const request = asked(chain, { votes: [yes("peer", [0], { verdict: "deny" })] });
    expect(canDecide("peer", request, directoryOf(people), NOON)).toMatchObject({
      reason: "You have denied this; it takes 1 more denial to end it.",
    });
  });

  it("lists who can, by name, and who of them is away", () => {
    const directory = directoryOf(people, [away("peer", null), away(FIN, "sub")]);
    const listed = whoCanDecide(asked(chain), directory, NOON);
    expect(listed.map(({ userId }) => userId).sort()).toEqual(
      [FIN, BOTH, "peer", "peer2", "peer3", "owner", "sub"].sort(),
    );
    expect(
      listed
        .filter(({ away: isAway }) => isAway)
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual([FIN, "peer"].sort());
    expect(whoCanDecide(asked(chain, { status: "denied" }), directory, NOON)).toEqual([]);
  });
});

describe("in another's place", () => {
  const request = asked(chain, { riskLevel: "HIGH", capability: "io.fs.write_file" });
  const bySub = (delegations: ActiveDelegation[], facts = request, crowd = people) =>
    inShort(canDecide("sub", facts, directoryOf(crowd, delegations), NOON));

  it.each([
    ["of that risk", away(FIN, "sub", { risks: ["HIGH"] }), "d"],
    ["of another risk", away(FIN, "sub", { risks: ["LOW", "MEDIUM"] }), "not_in_group"],
    ["of that tool", away(FIN, "sub", { capabilities: ["io.fs.write_file"] }), "d"],
    ["of tools that begin so", away(FIN, "sub", { capabilities: ["io.fs.*"] }), "d"],
    [
      "of tools whose names only look so",
      away(FIN, "sub", { capabilities: ["io.f.*", "io.fs"] }),
      "not_in_group",
    ],
    ["before its time", { ...away(FIN, "sub"), startsAt: AFTER }, "not_in_group"],
    ["from its first moment", { ...away(FIN, "sub"), startsAt: NOON }, "d"],
    ["at its end", { ...away(FIN, "sub"), endsAt: NOON }, "not_in_group"],
    ["for somebody else", away(FIN, "plain"), "not_in_group"],
  ])("only what was lent: %s", (_title, delegation, expected) => {
    expect(bySub([delegation])).toBe(expected);
  });

  it("hands nothing on a second time, and lends nobody a right that the lender lacks", () => {
    expect(bySub([away(FIN, "plain"), away("plain", "sub")])).toBe("not_in_group");
    expect(bySub([away("viewer", "sub")])).toBe("not_in_group");
    const left = people.filter((person) => person.id !== FIN);
    expect(bySub([away(FIN, "sub")], request, left)).toBe("not_in_group");
    const demoted = people.map((person) => (person.id === "sub" ? { ...person, roles: ["viewer"] } : person));
    expect(bySub([away(FIN, "sub")], request, demoted)).toBe("permission");
  });

  it("is no way round the requester's ban, on either side", () => {
    const forFinance = asked(chain, { requesters: [{ userId: FIN, as: "acts_for" }] });
    expect(bySub([away(FIN, "sub")], forFinance)).toBe("not_in_group");
    const forSub = asked(chain, { requesters: [{ userId: "sub", as: "deployer" }] });
    expect(bySub([away(FIN, "sub")], forSub)).toBe("requester");
  });

  it("comes after one's own right", () => {
    const directory = directoryOf(people, [{ ...away(FIN, "peer"), startsAt: BEFORE }]);
    expect(canDecide("peer", asked(chain), directory, NOON)).toMatchObject({ groups: [0], inPlaceOf: null });
    const full = asked(chain, { votes: [yes("peer2", [0]), yes("peer3", [0])] });
    expect(canDecide("peer", full, directory, NOON)).toMatchObject({
      groups: [1],
      inPlaceOf: { userId: FIN },
    });
  });
});
