import { randomFrom, type Random } from "../random";

/**
 * What a cycle does, as a pure function of the run's seed: who is struck when and how, and every call that callers
 * make. What the machine's timing adds, two runs of one seed do not share.
 */
export const PARTS = ["gateway 1", "gateway 2", "worker", "console", "postgres"] as const;
export type PartName = (typeof PARTS)[number];

export type Blow = {
  victim: PartName;
  /** SIGKILL, or SIGSTOP and later SIGCONT. */
  how: "kill" | "pause";
  /** Milliseconds after the traffic began. */
  at: number;
  /** How long it stays down or stopped before somebody brings it back. */
  forMs: number;
};

/** What the caller means to happen. */
export const KINDS = [
  "allow",
  "allow idempotent",
  "policy denies",
  "approve while waiting",
  "approve and race",
  "person denies",
  "session ends while held",
  "nobody decides",
] as const;
export type Kind = (typeof KINDS)[number];

export type PlannedCall = {
  /** Unique in a run. */
  name: string;
  tenant: 0 | 1;
  /** Whom it is sent to first; another try goes to the next. */
  first: number;
  door: "rest" | "mcp";
  kind: Kind;
  /** With an idempotency key it is asked for again until there is an answer; without, once. */
  keyed: boolean;
  /** Asked for once more after its answer. */
  again: boolean;
  /** What the upstream does with it: hang up after the effect, or take its time over it. */
  upset: "none" | "drop" | "slow";
};

/** More than the gateways' lease of 3 s, so that a stopped one comes back without it. */
const PAUSE_MS = { least: 3_200, most: 4_000 };
/** The product's supervisor waits half a second before it starts a part again. */
const DOWN_MS = { least: 300, most: 700 };
const LATEST_BLOW_MS = 1_200;

/** In so many cycles, from the first on, a gateway is stopped at least once. */
export const PAUSE_EVERY = 10;

const BLOWS = 1;
const CALLS = 2;
const PAUSES = 3;

/** The blows of one cycle, in the order they fall. @param parts those that run */
export function blowsOf(seed: number, cycle: number, parts: readonly PartName[] = PARTS): Blow[] {
  const random = randomFrom(mixed(seed, BLOWS, cycle));
  const first = firstOf(seed, cycle, parts);
  const blows = [blow(random, first, cycle === pausing(seed, cycle, parts))];
  if (random.chance(0.3)) {
    const others = parts.filter((it) => it !== first);
    // At once: so soon after the first that nothing is back yet.
    if (others.length > 0) blows.push({ ...blow(random, random.pick(others)), at: blows[0]!.at });
  }
  return blows;
}

function blow(random: Random, victim: PartName, surely = false): Blow {
  // A stopped database answers nobody for as long; who sends, seals or settles goes on where it was, which is dangerous.
  const pause = (random.chance(0.1) && (victim.startsWith("gateway") || victim === "worker")) || surely;
  const times = pause ? PAUSE_MS : DOWN_MS;
  return {
    victim,
    how: pause ? "pause" : "kill",
    at: random.integer(0, LATEST_BLOW_MS),
    forMs: random.integer(times.least, times.most),
  };
}

/** Of ten cycles, one in which a gateway is struck first: then it is stopped, or more than half of short runs had no pause. */
function pausing(seed: number, cycle: number, parts: readonly PartName[]): number | undefined {
  const begin = cycle - (cycle % PAUSE_EVERY);
  const candidates = Array.from({ length: PAUSE_EVERY }, (_, n) => begin + n).filter((it) =>
    firstOf(seed, it, parts).startsWith("gateway"),
  );
  if (candidates.length === 0) return undefined;
  return randomFrom(mixed(seed, PAUSES, begin)).pick(candidates);
}

function firstOf(seed: number, cycle: number, parts: readonly PartName[]): PartName {
  return deck(seed, Math.floor(cycle / parts.length), parts)[cycle % parts.length]!;
}

/** In as many cycles as there are parts each is struck first once, in an order of the seed's. */
function deck(seed: number, round: number, parts: readonly PartName[]): PartName[] {
  const random = randomFrom(mixed(seed, BLOWS, ~round));
  return parts
    .map((part) => ({ part, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ part }) => part);
}

/** The nth call of a cycle. @param via how many processes take calls */
export function callOf(seed: number, cycle: number, n: number, via: number): PlannedCall {
  const random = randomFrom(mixed(mixed(seed, CALLS, cycle), CALLS, n));
  const kind = kindOf(random.integer(0, 99));
  const plain = kind === "allow" || kind === "allow idempotent";
  // Over MCP a call has no key of the caller's, so it is asked for once.
  const mcp = plain && random.chance(0.25);
  return {
    name: `c${cycle}-${n}`,
    tenant: random.chance(0.5) ? 1 : 0,
    first: random.integer(0, via - 1),
    door: mcp ? "mcp" : "rest",
    kind,
    keyed: !mcp && random.chance(0.8),
    again: random.chance(0.2),
    upset: random.chance(0.04) ? "drop" : random.chance(0.25) ? "slow" : "none",
  };
}

/** Of a hundred calls: half are simply allowed, an eighth is denied, the rest waits for people. */
function kindOf(percent: number): Kind {
  if (percent < 35) return "allow";
  if (percent < 50) return "allow idempotent";
  if (percent < 60) return "policy denies";
  if (percent < 75) return "approve while waiting";
  if (percent < 85) return "approve and race";
  if (percent < 91) return "person denies";
  if (percent < 96) return "session ends while held";
  return "nobody decides";
}

/** A further seed from a seed, so that no choice shifts the choices after it. */
function mixed(seed: number, what: number, n: number): number {
  return (Math.imul(seed ^ Math.imul(what, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35)) >>> 0;
}
