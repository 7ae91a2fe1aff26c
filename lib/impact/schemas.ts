import { z } from "zod";
import { Id } from "../calls/schemas";

export const IMPACT_DAYS = [1, 7, 30] as const;
export const ENVIRONMENTS = ["preview", "staging", "production"] as const;

/** A policy document (YAML) as typed; what is wrong with it is found when it is compiled. */
const Document = z.string();

export const MeasureImpactInput = z.strictObject({
  document: Document,
  days: z.literal(IMPACT_DAYS),
  /** Only calls of agents that are in this environment now. */
  environment: z.enum(ENVIRONMENTS).nullable().default(null),
});
export type MeasureImpactInput = z.input<typeof MeasureImpactInput>;

export const ExplainFlipInput = z.strictObject({ document: Document, callId: Id });
export type ExplainFlipInput = z.input<typeof ExplainFlipInput>;

export const TestOfCallInput = z.strictObject({
  document: Document,
  callId: Id,
  /** Whose answer the test expects: the draft's, or the one that was recorded. */
  expect: z.enum(["draft", "recorded"]).default("draft"),
});
export type TestOfCallInput = z.input<typeof TestOfCallInput>;
