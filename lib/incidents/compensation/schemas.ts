import { z } from "zod";
import { IncidentKey } from "../schemas";

/** `todo`: nobody has begun. The others are the words of the database. */
export const COMPENSATION_STATES = [
  "todo",
  "running",
  "waiting",
  "done",
  "failed",
  "manual",
  "skipped",
] as const;
export type CompensationState = (typeof COMPENSATION_STATES)[number];

/** More than people look through in one go; the next batch follows. */
export const MAX_BATCH = 50;

const DecisionIds = z.array(z.uuid()).min(1, "Choose at least one call.").max(MAX_BATCH);

export const DryRunCompensationInput = z.strictObject({ id: IncidentKey, decisionIds: DecisionIds });
export type DryRunCompensationInput = z.input<typeof DryRunCompensationInput>;

export const RunCompensationInput = z.strictObject({ id: IncidentKey, decisionIds: DecisionIds });
export type RunCompensationInput = z.input<typeof RunCompensationInput>;

/** By hand, outside of AgentGate, or left as it is; either way with words that say what was done and why. */
export const MarkCompensationInput = z.strictObject({
  id: IncidentKey,
  decisionId: z.uuid(),
  state: z.enum(["manual", "skipped"]),
  note: z.string().trim().min(1, "Say what was done, or why nothing has to be.").max(1_000),
});
export type MarkCompensationInput = z.input<typeof MarkCompensationInput>;
