"use client";

import { createContext, useContext } from "react";
import type { ActionResult } from "@/lib/web/types";

export type StepUp = {
  /** Asks the person to prove again who they are. True once they did, false where they left it. */
  ask: () => Promise<boolean>;
  /** Sends a change; where the server wants a recent proof first, asks for it and sends again. */
  withProof: <T>(send: () => Promise<ActionResult<T>>) => Promise<ActionResult<T>>;
};

export const StepUpContext = createContext<StepUp | null>(null);

/** @throws outside the console's layout */
export function useStepUp(): StepUp {
  const stepUp = useContext(StepUpContext);
  if (!stepUp) throw new Error("useStepUp needs a StepUpProvider above it.");
  return stepUp;
}
