"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { SaveChainInput } from "@/lib/approvals/chains/schemas";
import type { DelegationRef } from "@/lib/approvals/delegations/schemas";
import type { CreateDelegationInput } from "@/lib/approvals/schemas";
import type {
  CreateTeamInput,
  TeamMemberInput,
  TeamRef,
  UpdateTeamInput,
} from "@/lib/approvals/teams/schemas";
import type { ActionResult } from "@/lib/web/types";

type Act<Input, Answer = unknown> = (input: Input) => Promise<ActionResult<Answer>>;

/** The server actions of what approvals are set up with, as its components call them. */
export type SetupActions = {
  saveChain: Act<SaveChainInput, { name: string; version: number }>;
  createTeam: Act<CreateTeamInput, { id: string }>;
  updateTeam: Act<UpdateTeamInput>;
  addMember: Act<TeamMemberInput>;
  removeMember: Act<TeamMemberInput>;
  deleteTeam: Act<TeamRef>;
  createDelegation: Act<CreateDelegationInput>;
  endDelegation: Act<DelegationRef>;
};

const Actions = createContext<SetupActions | null>(null);

/** Hands the section's server actions to every button in it. Mounted by the section's layout. */
export function SetupActionsProvider({ actions, children }: { actions: SetupActions; children: ReactNode }) {
  return <Actions value={actions}>{children}</Actions>;
}

export function useSetupActions(): SetupActions {
  const actions = useContext(Actions);
  if (!actions) throw new Error("This stands outside of the approvals section, which has the actions.");
  return actions;
}
