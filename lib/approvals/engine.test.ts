import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canDecide } from "./can-decide";
import { countVote } from "./count-vote";
import { freezeChain } from "./freeze-chain";
import { matchGroups, sum, wantingGroups } from "./matching";
import type { RequestFacts } from "./request-facts";
import { RISKS, type ChainSpec, type Members } from "./schemas";
import { modelAllows, modelFilled, mostFilled, type Place } from "./testing/model";
import { NOON } from "./testing/scene";
import type { ActiveDelegation, Person, Requester, Verdict } from "./types";

const SEQUENCES = 5_000;
const MINUTE = 60_000;
const at = (minute: number) => new Date(NOON.getTime() + minute * MINUTE);

const PEOPLE = ["a", "b", "c", "d", "e", "f"];
const TEAMS = ["t1", "t2"];
const anyone = fc.constantFrom(...PEOPLE);
const role = fc.constantFrom("reviewer" as const, "admin" as const);
const members: fc.Arbitrary<Members> = fc.oneof(
  fc.record({ kind: fc.constant("role" as const), role }),
  fc.record({ kind: fc.constant("team" as const), teamId: fc.constantFrom(...TEAMS) }),
  fc.record({
    kind: fc.constant("people" as const),
    userIds: fc.uniqueArray(anyone, { minLength: 1, maxLength: 3 }),
  }),
);
const group = fc.record({ name: fc.constant("group"), members, quorum: fc.integer({ min: 1, max: 2 }) });
const step = fc.record({
  name: fc.constant("step"),
  groups: fc.array(group, { minLength: 1, maxLength: 3 }),
});
const spec: fc.Arbitrary<ChainSpec> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  denyThreshold: fc.integer({ min: 1, max: 2 }),
  escalateAfterMinutes: fc.option(fc.integer({ min: 1, max: 10 })),
  denyAfterMinutes: fc.integer({ min: 11, max: 60 }),
  escalation: fc.option(members),
  fallback: fc.option(members),
});

const roles = fc.constantFrom<string[]>(
  ["reviewer"],
  ["reviewer"],
  ["reviewer"],
  ["admin"],
  ["admin"],
  ["reviewer", "admin"],
  ["viewer"],
  [],
);
const scope = fc.record({
  risks: fc.constantFrom<ActiveDelegation["scope"]["risks"]>([], [], [], ["HIGH", "CRITICAL"], ["LOW"]),
  capabilities: fc.constantFrom<string[]>([], [], [], ["io.fs.*"], ["io.fs.write"], ["io.mail.*"]),
});

type Command =
  | { do: "vote"; who: string; verdict: Verdict }
  | { do: "roles"; who: string; roles: string[] }
  | { do: "team"; who: string; team: string }
  | { do: "leave"; who: string }
  | {
      do: "delegate";
      from: string;
      to: string | null;
      starts: number;
      lasts: number;
      scope: ActiveDelegation["scope"];
    }
  | { do: "end"; which: number }
  | { do: "wait"; minutes: number };

const vote = fc.record({
  do: fc.constant("vote" as const),
  who: anyone,
  verdict: fc.oneof(
    { weight: 16, arbitrary: fc.constant<Verdict>("approve") },
    { weight: 2, arbitrary: fc.constant<Verdict>("deny") },
    { weight: 1, arbitrary: fc.constant<Verdict>("request_changes") },
  ),
});
const delegate = fc.record({
  do: fc.constant("delegate" as const),
  from: anyone,
  to: fc.option(anyone, { freq: 5 }),
  starts: fc.integer({ min: -3, max: 1 }),
  lasts: fc.integer({ min: 1, max: 30 }),
  scope,
});
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: vote },
  { weight: 8, arbitrary: delegate },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("roles" as const), who: anyone, roles }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("team" as const), who: anyone, team: fc.constantFrom(...TEAMS) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), who: anyone }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end" as const), which: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 6 }) }),
  },
);

const person = (id: string): fc.Arbitrary<Person> =>
  fc.record({ id: fc.constant(id), name: fc.constant(id), roles, teams: fc.subarray(TEAMS) });
const requester: fc.Arbitrary<Requester> = fc.record({
  userId: anyone,
  as: fc.constantFrom("owner", "acts_for"),
});
const sequence = fc.record({
  people: fc.tuple(...PEOPLE.map(person)),
  spec,
  riskLevel: fc.constantFrom(...RISKS),
  requesters: fc.array(requester, { maxLength: 2 }),
  commands: fc.array(command, { minLength: 25, maxLength: 45 }),
});
type Sequence = typeof sequence extends fc.Arbitrary<infer T> ? T : never;

/** What was seen in all sequences together, so that the property cannot hold for want of cases. */
const seen = {
  approved: 0,
  denied: 0,
  changes: 0,
  expired: 0,
  critical: 0,
  delegated: 0,
  escalation: 0,
  fallback: 0,
  steps: 0,
};

class World {
  minute = 0;
  people: Person[];
  delegations: ActiveDelegation[] = [];
  request: RequestFacts;
  /** What the model found at the moment of each vote that was let in. */
  grounds: Place[] = [];

  constructor({ people, spec: chosen, riskLevel, requesters }: Sequence) {
    this.people = people;
    const chain = freezeChain(chosen, "drawn", 1, riskLevel);
    const escalatesAt = chain.escalateAfterMinutes === null ? null : at(chain.escalateAfterMinutes);
    const capability = "io.fs.write";
    const held = { status: "pending", step: 0, votes: [], expiresAt: at(chain.denyAfterMinutes) };
    this.request = { ...held, chain, escalatesAt, frozenAt: null, requesters, riskLevel, capability };
  }

  run(it: Command): void {
    switch (it.do) {
      case "vote":
        return this.vote(it.who, it.verdict);
      case "roles":
        return this.change(it.who, () => ({ roles: it.roles }));
      case "team":
        return this.change(it.who, ({ teams }) => ({
          teams: teams.includes(it.team) ? teams.filter((id) => id !== it.team) : [...teams, it.team],
        }));
      case "leave":
        this.people = this.people.filter(({ id }) => id !== it.who);
        return;
      case "delegate":
        if (it.from === it.to) return;
        this.delegations.push({
          id: `d${this.delegations.length}`,
          fromUserId: it.from,
          toUserId: it.to,
          startsAt: at(this.minute + it.starts),
          endsAt: at(this.minute + it.starts + it.lasts),
          scope: it.scope,
        });
        return;
      case "end":
        this.delegations.splice(it.which, 1);
        return;
      case "wait":
        this.minute += it.minutes;
    }
  }

  private change(who: string, how: (person: Person) => Partial<Person>): void {
    this.people = this.people.map((it) => (it.id === who ? { ...it, ...how(it) } : it));
  }

  /** As the verb does it, but in memory; the model says its own opinion before anything changes. */
  private vote(who: string, verdict: Verdict): void {
    const directory = { people: this.people, delegations: this.delegations };
    const now = at(this.minute);
    const model = modelAllows({ directory, request: this.request, now }, who, verdict);
    const engine = canDecide(who, this.request, directory, now, verdict);
    expect(engine.ok, engine.ok ? "the model would refuse" : engine.reason).toBe(model !== null);
    if (!engine.ok || !model) return;
    expect(engine.inPlaceOf?.userId ?? who).toBe(model.standing);
    expect([...engine.groups]).toEqual(model.groups);
    const before = this.request;
    const cast = {
      userId: who,
      forUserId: engine.inPlaceOf?.userId ?? null,
      verdict,
      step: before.step,
      groups: engine.groups,
    };
    const counted = countVote(before, cast);
    expect(counted).not.toBeNull();
    this.request = { ...before, ...counted! };
    this.grounds.push(model);
    if (engine.inPlaceOf) seen.delegated++;
    if (engine.by !== "member") seen[engine.by]++;
    if (counted!.step > before.step) seen.steps++;
  }
}

/** What has to be true of every request, whatever happened. */
function judge({ request, grounds, minute }: World): void {
  const { status, chain, votes, requesters, riskLevel } = request;
  const voters = votes.map(({ userId }) => userId);
  const lenders = votes.flatMap(({ forUserId }) => forUserId ?? []);
  // Nobody has two says, be it one's own and as somebody's substitute's principal.
  expect(new Set([...voters, ...lenders]).size).toBe(voters.length + lenders.length);
  const banned = requesters.map(({ userId }) => userId);
  expect([...voters, ...lenders].filter((id) => banned.includes(id))).toEqual([]);
  expect(grounds.length).toBe(votes.length);
  const approvals = votes.filter(({ verdict }) => verdict === "approve");
  const denials = votes.filter(({ verdict }) => verdict === "deny").length;
  expect(status === "approved").toBe(modelFilled(chain, votes));
  expect(status === "denied").toBe(denials >= chain.denyThreshold);
  expect(status === "changes_requested").toBe(votes.some(({ verdict }) => verdict === "request_changes"));
  if (status === "approved") {
    seen.approved++;
    if (riskLevel === "CRITICAL") {
      seen.critical++;
      expect(new Set(approvals.map(({ userId }) => userId)).size).toBeGreaterThanOrEqual(2);
    }
  }
  if (status === "denied") seen.denied++;
  if (status === "changes_requested") seen.changes++;
  if (status === "pending" && at(minute) >= request.expiresAt) seen.expired++;
}

describe("the engine", () => {
  it(`lets a call run only with a quorum of distinct, eligible people who did not ask for it: ${SEQUENCES} sequences`, () => {
    fc.assert(
      fc.property(sequence, (drawn) => {
        const world = new World(drawn);
        for (const it of drawn.commands) world.run(it);
        judge(world);
      }),
      { numRuns: SEQUENCES },
    );
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
  });

  const quorums = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });
  const voters = fc.array(fc.uniqueArray(fc.nat(3), { maxLength: 3 }), { maxLength: 8 });

  it("fills as many places as can be filled, each by one person for a group that is theirs", () => {
    fc.assert(
      fc.property(quorums, voters, (places, drawn) => {
        const crowd = drawn.map((groups) => groups.filter((it) => it < places.length));
        const { filled, groupOf } = matchGroups(places, crowd);
        expect(sum(filled)).toBe(mostFilled(places, crowd));
        filled.forEach((have, it) => expect(have).toBeLessThanOrEqual(places[it]!));
        groupOf.forEach((it, voter) => it !== null && expect(crowd[voter]).toContain(it));
        expect(filled).toEqual(places.map((_, it) => groupOf.filter((mine) => mine === it).length));
        const wanting = places.flatMap((_, it) => {
          const oneLess = places.map((quorum, index) => (index === it ? quorum - 1 : quorum));
          return mostFilled(oneLess, crowd) === mostFilled(places, crowd) ? [it] : [];
        });
        expect(wantingGroups(places, crowd)).toEqual(wanting);
      }),
      { numRuns: 2000 },
    );
  });
});
