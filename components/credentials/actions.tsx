"use client";

import { createContext, useContext, type ReactNode } from "react";
import type {
  CreateCredentialInput,
  RevokeIssuedInput,
  UpdateCredentialInput,
} from "@/lib/credentials/schemas";
import type { IssueTrial, RevocationCount } from "@/lib/credentials/types";
import type { ActionResult } from "@/lib/web/types";

type Act<Input, Answer = unknown> = (input: Input) => Promise<ActionResult<Answer>>;

/** The server actions of the credentials section, as its components call them. */
export type CredentialActions = {
  create: Act<CreateCredentialInput, { id: string }>;
  update: Act<UpdateCredentialInput, { version: number }>;
  setEnabled: Act<{ id: string; enabled: boolean }>;
  try: Act<{ id: string; scope: string }, IssueTrial>;
  revoke: Act<RevokeIssuedInput, RevocationCount>;
};

const Actions = createContext<CredentialActions | null>(null);

/** Hands the section's server actions to every button in it. Mounted by the section's layout. */
export function CredentialActionsProvider({
  actions,
  children,
}: {
  actions: CredentialActions;
  children: ReactNode;
}) {
  return <Actions value={actions}>{children}</Actions>;
}

export function useCredentialActions(): CredentialActions {
  const actions = useContext(Actions);
  if (!actions) throw new Error("This stands outside of the credentials section, which has the actions.");
  return actions;
}
