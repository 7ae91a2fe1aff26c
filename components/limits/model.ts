import type { CreateLimitInput, LimitKind, LimitScope } from "@/lib/limits/schemas";
import type { LimitRow, LimitTerms } from "@/lib/limits/types";
import { termsWords, whomWords } from "@/lib/limits/words";

/** A limit as it is being written: numbers are the text that was typed. */
export type LimitDraft = {
  scope: LimitScope;
  /** One of them, rather than each. */
  one: boolean;
  target: string;
  kind: LimitKind;
  calls: string;
  perSeconds: string;
  burst: string;
  note: string;
};

export const NEW_LIMIT: LimitDraft = {
  scope: "agent",
  one: false,
  target: "",
  kind: "rate",
  calls: "60",
  perSeconds: "60",
  burst: "10",
  note: "",
};

export function draftOf(limit: LimitRow): LimitDraft {
  return {
    scope: limit.scope,
    one: limit.target !== null,
    target: limit.target ?? "",
    kind: limit.kind,
    calls: String(limit.calls),
    perSeconds: String(limit.perSeconds ?? 60),
    burst: String(limit.burst ?? 10),
    note: limit.note,
  };
}

/** What a draft asks the server for. What isn't a number stays none, and the server says so beside the field. */
export function inputOf(draft: LimitDraft): CreateLimitInput {
  const calls = numberOf(draft.calls);
  return {
    scope: draft.scope,
    target: draft.scope === "tenant" || !draft.one ? null : draft.target,
    terms:
      draft.kind === "rate"
        ? { kind: "rate", calls, perSeconds: numberOf(draft.perSeconds), burst: numberOf(draft.burst) }
        : { kind: draft.kind, calls },
    note: draft.note,
  };
}

/** The limit in one sentence; null while it isn't one. */
export function sentenceOf(draft: LimitDraft, targetName: string | null): string | null {
  const { scope, target, terms } = inputOf(draft);
  const { perSeconds, burst } = { perSeconds: null, burst: null, ...terms };
  const numbers = [terms.calls, perSeconds ?? 1, burst ?? 1];
  if (numbers.some((one) => !Number.isInteger(one) || one < 1) || target === "") return null;
  const whole: LimitTerms = { kind: terms.kind, calls: terms.calls, perSeconds, burst };
  return `${termsWords(whole)}, ${whomWords({ scope, target }, targetName)}.`;
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replaceAll(/[,\s]/g, ""));
}

/** How much of a bucket is used, in percent, from 0 to 100. */
export function usedPercent({ left, size }: { left: number; size: number }): number {
  return Math.min(100, Math.max(0, Math.round(((size - left) / size) * 100)));
}

/** A time to wait, rounded up, in the two largest units that matter: "49 s", "12 min", "18 h 52 min", "12 days". */
export function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.ceil(hours / 24)} days`;
}
