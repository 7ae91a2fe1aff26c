import type { BuiltInChainName } from "./types";

/** Whom a built-in chain asks: how many different people, with which role. */
export type Chain = { role: "reviewer" | "admin"; required: number };

/** For telling which of two is stricter; the gateway takes what it enforces from lib/approvals. */
export const BUILT_IN_CHAINS: Readonly<Record<BuiltInChainName, Chain>> = {
  reviewer: { role: "reviewer", required: 1 },
  admin: { role: "admin", required: 1 },
  "two-reviewers": { role: "reviewer", required: 2 },
  "two-admins": { role: "admin", required: 2 },
};
