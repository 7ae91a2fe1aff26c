import { unusualHour, unusualRate } from "./habits";
import { leavesOf } from "./leaves";
import { ENOUGH, SPAN, unusualValues } from "./values";

/** One earlier call of the same tool by the same agent. */
export type EarlierCall = {
  /** Unix milliseconds. */
  at: number;
  /** The policy or people let it through. What was refused is no habit. */
  letThrough: boolean;
  /** Null where they are too large to be compared. */
  arguments: unknown;
};

/** What is known around a held call, from the 30 days before it. Newest first. */
export type Surroundings = {
  /** When it was held, Unix milliseconds. */
  at: number;
  arguments: unknown;
  calls: readonly EarlierCall[];
  /** The tool was called more often than was looked at: that none of the calls is this agent's proves nothing. */
  capped: boolean;
  /** This agent called it more often than is compared: nothing is said of the whole 30 days. */
  more: boolean;
  /** Of this session, in the hour before. */
  denials: { byPolicy: number; byPeople: number };
  /** Of the tool, since a call of it was approved for the last time; null where none ever was. */
  definitionChanged: boolean | null;
};

const MOST = 6;

/**
 * The sentences that tell what is unusual, most telling first. Null where there is too little to compare with and
 * nothing to tell: that is not the same as nothing unusual.
 */
export function unusualOf(around: Surroundings): string[] | null {
  const { at, calls } = around;
  const allowed = calls.filter(({ letThrough }) => letThrough);
  const facts = [
    ...unusualDenials(around.denials),
    ...(around.definitionChanged
      ? ["The tool is not what it was when it was last approved: its definition has changed since."]
      : []),
    ...firstUse(around, allowed.length),
    ...unusualValues(
      leavesOf(around.arguments),
      allowed.flatMap(({ arguments: args }) => (args === null ? [] : [leavesOf(args)])),
      around.more ? `its last ${calls.length} calls` : SPAN,
    ),
    ...unusualRate(
      at,
      calls.map((call) => call.at),
    ),
    ...unusualHour(
      at,
      calls.map((call) => call.at),
    ),
  ];
  if (facts.length === 0 && allowed.length < ENOUGH) return null;
  if (facts.length <= MOST) return facts;
  return [...facts.slice(0, MOST - 1), `And ${facts.length - MOST + 1} more things that are new here.`];
}

function firstUse({ calls, capped }: Surroundings, letThrough: number): string[] {
  if (capped || letThrough > 0) return [];
  if (calls.length === 0) return ["This agent has not called this tool in the last 30 days."];
  const earlier = calls.length === 1 ? "Its one earlier call" : `None of its last ${calls.length} calls`;
  return [`${earlier} of this tool in 30 days was ${calls.length === 1 ? "not " : ""}let through.`];
}

function unusualDenials({ byPolicy, byPeople }: Surroundings["denials"]): string[] {
  const facts: string[] = [];
  if (byPeople > 0)
    facts.push(
      byPeople === 1
        ? "People denied another call of this session in the hour before."
        : `People denied ${byPeople} other calls of this session in the hour before.`,
    );
  if (byPolicy > 0)
    facts.push(
      byPolicy === 1
        ? "One call of this session was refused in the hour before."
        : `${byPolicy} calls of this session were refused in the hour before.`,
    );
  return facts;
}
