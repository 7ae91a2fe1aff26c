import type { TaintLabel } from "@/lib/platform/labels/types";
import { RiskWeights, type ContainmentInput } from "@/lib/quarantine/schemas";
import type { ContainmentSettings } from "@/lib/quarantine/types";

export type WeightKey = keyof RiskWeights;
export const WEIGHT_KEYS = Object.keys(RiskWeights.shape) as WeightKey[];

/** The form as it is typed: an empty field is not zero until it is sent. */
export type Draft = {
  quarantine: boolean;
  threshold: string;
  halfLifeMinutes: string;
  weights: Record<WeightKey, string>;
  watchMinutes: string;
  watchThreshold: string;
  agentStopAfter: string;
  taintGuard: boolean;
  guardLabels: readonly TaintLabel[];
  /** One pattern a line. */
  guardAllow: string;
  detectLabels: readonly TaintLabel[];
};

export function draftOf(settings: ContainmentSettings): Draft {
  const {
    halfLifeSeconds,
    weights,
    guardAllow,
    threshold,
    watchMinutes,
    watchThreshold,
    agentStopAfter,
    ...rest
  } = settings;
  return {
    ...rest,
    threshold: String(threshold),
    halfLifeMinutes: String(Math.round((halfLifeSeconds / 60) * 100) / 100),
    weights: Object.fromEntries(WEIGHT_KEYS.map((key) => [key, String(weights[key])])) as Draft["weights"],
    watchMinutes: String(watchMinutes),
    watchThreshold: String(watchThreshold),
    agentStopAfter: String(agentStopAfter),
    guardAllow: guardAllow.join("\n"),
  };
}

/** What the server is sent; it says what does not fit. */
export function inputOf(draft: Draft): ContainmentInput {
  const {
    halfLifeMinutes,
    weights,
    guardAllow,
    threshold,
    watchMinutes,
    watchThreshold,
    agentStopAfter,
    ...rest
  } = draft;
  return {
    ...rest,
    threshold: numberOf(threshold),
    halfLifeSeconds: Math.round(numberOf(halfLifeMinutes) * 60),
    weights: Object.fromEntries(WEIGHT_KEYS.map((key) => [key, numberOf(weights[key])])) as RiskWeights,
    watchMinutes: numberOf(watchMinutes),
    watchThreshold: numberOf(watchThreshold),
    agentStopAfter: numberOf(agentStopAfter),
    guardLabels: [...rest.guardLabels],
    guardAllow: guardAllow.split(/[\s,]+/).filter(Boolean),
    detectLabels: [...rest.detectLabels],
  };
}

/** Nothing typed is no number, which the server refuses with words. */
function numberOf(typed: string): number {
  return typed.trim() === "" ? Number.NaN : Number(typed);
}
