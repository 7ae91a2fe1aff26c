/** How long ago a person may have proved who they are, for what needs a recent proof. */
export const STEP_UP_MS = 15 * 60_000;
