import { z } from "zod";

/** Newest first; `cursor` is the id of the last alert of the page before. */
export const ListAlertsInput = z.strictObject({
  /** True: those whose cause is still there. False: those whose cause is gone. */
  open: z.boolean().optional(),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(20),
});
export type ListAlertsInput = z.input<typeof ListAlertsInput>;

export const AlertRef = z.strictObject({ id: z.uuid() });
export type AlertRef = z.input<typeof AlertRef>;
