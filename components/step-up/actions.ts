import type { StepUpInput } from "@/lib/identity/schemas";
import type { ActionResult } from "@/lib/web/types";

export type StepUpActions = {
  prove: (input: StepUpInput) => Promise<ActionResult<unknown>>;
  /** Leaves for the identity provider and comes back to this path. */
  signInAgain: (next: string) => Promise<void>;
};
