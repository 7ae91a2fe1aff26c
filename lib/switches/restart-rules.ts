import { STAGES, WIDE_SCOPES } from "./schemas";
import type { RestartStep } from "./types";

/** A switch as far as its way back goes. */
export type StopFacts = {
  scope: string;
  over: boolean;
  percent: number;
  askedById: string | null;
  confirmedById: string | null;
};

/** A refusal with its code: what was never so is forbidden, what is not so any more is a conflict. */
export type Answer = { ok: true } | { ok: false; why: string; code: "FORBIDDEN" | "CONFLICT" };

const YES: Answer = { ok: true };

/** Whether this step can be taken now, by this person; null: not by a person. Rights aside. Pure. */
export function mayStep(stop: StopFacts, step: RestartStep, personId: string | null): Answer {
  if (stop.over) return conflict("This stop is over.");
  const wide = WIDE_SCOPES.includes(stop.scope);
  if (step === "clear")
    return wide
      ? forbidden("Lifting this takes two people: one asks for the restart, another confirms it.")
      : YES;
  if (!wide) return conflict("This stop is lifted by one person, in one step.");
  if (personId === null)
    return forbidden("Restarting takes two people, in the console; nothing else can stand for one.");
  return wideStep(stop, step, personId);
}

function wideStep(stop: StopFacts, step: Exclude<RestartStep, "clear">, personId: string): Answer {
  const { askedById, confirmedById } = stop;
  switch (step) {
    case "ask":
      return askedById === null ? YES : conflict("Somebody has asked for this restart already.");
    case "confirm":
      if (askedById === null) return conflict("Nobody has asked for a restart.");
      if (confirmedById !== null) return conflict("This restart is confirmed already.");
      return askedById === personId
        ? forbidden("You asked for this restart, so somebody else has to confirm it.")
        : YES;
    case "advance":
      return confirmedById === null ? conflict("A second person has to confirm the restart first.") : YES;
    case "stop_again":
      return askedById === null ? conflict("Nothing of this has been restarted.") : YES;
  }
}

/** The stage after this one; 100 ends the stop. */
export function nextStage(percent: number): number {
  return STAGES.find((stage) => stage > percent) ?? 100;
}

/** What a permitted step makes of a stop. */
export function afterStep(stop: StopFacts, step: RestartStep, personId: string | null): StopFacts {
  switch (step) {
    case "clear":
      return { ...stop, over: true };
    case "ask":
      return { ...stop, askedById: personId };
    case "confirm":
      return { ...stop, confirmedById: personId, percent: nextStage(0) };
    case "advance": {
      const percent = nextStage(stop.percent);
      return percent === 100 ? { ...stop, over: true } : { ...stop, percent };
    }
    case "stop_again":
      return { ...stop, percent: 0, askedById: null, confirmedById: null };
  }
}

function conflict(why: string): Answer {
  return { ok: false, why, code: "CONFLICT" };
}

function forbidden(why: string): Answer {
  return { ok: false, why, code: "FORBIDDEN" };
}
