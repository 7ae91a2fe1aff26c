"use server";

import {
  addTeamMember,
  createDelegation,
  CreateDelegationInput,
  createTeam,
  CreateTeamInput,
  DelegationRef,
  deleteTeam,
  endDelegation,
  removeTeamMember,
  saveChain,
  SaveChainInput,
  TeamMemberInput,
  TeamRef,
  updateTeam,
  UpdateTeamInput,
} from "@/lib/approvals";
import { consoleAction } from "@/lib/web/action";

export const saveChainAction = consoleAction(SaveChainInput, "approvals.configure", saveChain);

export const createTeamAction = consoleAction(CreateTeamInput, "approvals.configure", createTeam);
export const updateTeamAction = consoleAction(UpdateTeamInput, "approvals.configure", updateTeam);
export const addMemberAction = consoleAction(TeamMemberInput, "approvals.configure", addTeamMember);
export const removeMemberAction = consoleAction(TeamMemberInput, "approvals.configure", removeTeamMember);
export const deleteTeamAction = consoleAction(TeamRef, "approvals.configure", deleteTeam);

// One's own needs another permission than a colleague's: the verbs know.
export const createDelegationAction = consoleAction(
  CreateDelegationInput,
  "approvals.read",
  createDelegation,
);
export const endDelegationAction = consoleAction(DelegationRef, "approvals.read", endDelegation);
