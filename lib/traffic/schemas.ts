import { z } from "zod";

/** How far back the overview looks. */
export const TRAFFIC_RANGES = ["1h", "24h", "7d", "30d"] as const;
export type TrafficRange = (typeof TRAFFIC_RANGES)[number];

export const TrafficInput = z.strictObject({ range: z.enum(TRAFFIC_RANGES).default("24h") });
export type TrafficInput = z.input<typeof TrafficInput>;

/** Upper bounds of the latency buckets, in milliseconds; a last bucket is open. */
export const LATENCY_BOUNDS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 600_000,
] as const;

/** Refusals that no rule asked for: something that is needed to decide was not there. */
export const FAILED_CLOSED = ["UNAVAILABLE", "OVERLOADED", "CHAIN_UNKNOWN", "VAULT_UNAVAILABLE", "INTERNAL"];

export const DECISION_ACTIONS = ["ALLOW", "REQUIRE_APPROVAL", "DENY"] as const;
const Text = z
  .string()
  .max(200)
  .regex(/^[^\u0000]*$/, "has a NUL character");

/** The same range and groups as the overview counts by. */
export const ListDecisionsInput = z.strictObject({
  range: z.enum(TRAFFIC_RANGES).default("24h"),
  action: z.enum(DECISION_ACTIONS).optional(),
  code: Text.optional(),
  /** Id of an agent. */
  agent: z.uuid().optional(),
  capability: Text.optional(),
  /** Only calls of tools that are not registered. */
  unregistered: z.boolean().default(false),
  /** Only those that ran and did not succeed. */
  outcome: z.literal("problem").optional(),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListDecisionsInput = z.input<typeof ListDecisionsInput>;
