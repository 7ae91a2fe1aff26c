import { z } from "zod";
import { IncidentKey } from "../schemas";

const filters = {
  id: IncidentKey,
  decision: z.enum(["ALLOW", "DENY", "REQUIRE_APPROVAL"]).optional(),
  capability: z.string().trim().max(200).optional(),
  /** Only what ran and did more than read. */
  effects: z.stringbool().or(z.boolean()).default(false),
};

/** Calls of an incident. `cursor` is the id of the last call of the page before. */
export const ListAffectedInput = z.strictObject({
  ...filters,
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListAffectedInput = z.input<typeof ListAffectedInput>;

/** The same filters, without pages. */
export const ExportAffectedInput = z.strictObject(filters);
export type ExportAffectedInput = z.input<typeof ExportAffectedInput>;
