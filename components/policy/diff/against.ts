/** What a revision is compared with: the one in force in production, or the one it was drafted from. */
export const DIFF_AGAINST = ["published", "base"] as const;
export type DiffAgainst = (typeof DIFF_AGAINST)[number];
