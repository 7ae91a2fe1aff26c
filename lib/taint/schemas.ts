import { z } from "zod";
import { TAINT_LABELS } from "../platform/labels/types";

export { isTaintLabel, TAINT_LABELS, type TaintLabel } from "../platform/labels/types";

/** Where an upstream may say in a result what it carries; an agent says it in its call's context. */
export const RESULT_LABELS_KEY = "agentgate/labels";
export const CONTEXT_LABELS_KEY = "taint_labels";

export const TaintLabels = z
  .array(z.enum(TAINT_LABELS))
  .max(TAINT_LABELS.length)
  .refine((labels) => new Set(labels).size === labels.length, "Name each label once.");

export const ClearTaintInput = z.strictObject({
  sessionId: z.uuid(),
  labels: TaintLabels.min(1, "Choose what to clear."),
  reason: z.string().trim().min(1, "Say why.").max(1_000, "must have at most 1,000 characters"),
});
export type ClearTaintInput = z.input<typeof ClearTaintInput>;
