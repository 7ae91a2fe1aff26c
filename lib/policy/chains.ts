import type { ChainName } from "./types";

/** Who has to say yes: how many different people, with which role. */
export type Chain = { role: "reviewer" | "admin"; required: number };

/** The approval chains that a rule may name. */
export const CHAINS: Readonly<Record<ChainName, Chain>> = {
  reviewer: { role: "reviewer", required: 1 },
  admin: { role: "admin", required: 1 },
  "two-reviewers": { role: "reviewer", required: 2 },
  "two-admins": { role: "admin", required: 2 },
};
