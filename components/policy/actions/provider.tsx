"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { PolicyActions } from "./types";

const Actions = createContext<PolicyActions | null>(null);

/** Hands the section's server actions to every button in it. Mounted by the section's layout. */
export function PolicyActionsProvider({
  actions,
  children,
}: {
  actions: PolicyActions;
  children: ReactNode;
}) {
  return <Actions value={actions}>{children}</Actions>;
}

export function usePolicyActions(): PolicyActions {
  const actions = useContext(Actions);
  if (!actions) throw new Error("This stands outside of the policy section, which has the actions.");
  return actions;
}
