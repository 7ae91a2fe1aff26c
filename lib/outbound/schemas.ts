import { z } from "zod";

/** A private range that the tenant's upstreams may be in, in CIDR notation; one address is a range too. */
export const AddNetworkRuleInput = z.strictObject({
  cidr: z.string().trim().min(1).max(64),
  note: z.string().trim().max(200).default(""),
});
export type AddNetworkRuleInput = z.input<typeof AddNetworkRuleInput>;

export const NetworkRuleRef = z.strictObject({ id: z.uuid() });
export type NetworkRuleRef = z.input<typeof NetworkRuleRef>;
