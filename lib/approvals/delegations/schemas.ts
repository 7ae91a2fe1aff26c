import { z } from "zod";
import { Id } from "../../calls/schemas";

export const DelegationRef = z.strictObject({ id: Id });
export type DelegationRef = z.input<typeof DelegationRef>;
