import type { ReactNode } from "react";
import { SetupActionsProvider } from "@/components/approvals-setup/actions";
import { sectionLayout } from "@/lib/web/section-layout";
import {
  addMemberAction,
  createDelegationAction,
  createTeamAction,
  deleteTeamAction,
  endDelegationAction,
  removeMemberAction,
  saveChainAction,
  updateTeamAction,
} from "./setup-actions";

const Section = sectionLayout("approvals.read");

const ACTIONS = {
  saveChain: saveChainAction,
  createTeam: createTeamAction,
  updateTeam: updateTeamAction,
  addMember: addMemberAction,
  removeMember: removeMemberAction,
  deleteTeam: deleteTeamAction,
  createDelegation: createDelegationAction,
  endDelegation: endDelegationAction,
};

export default function ApprovalsLayout({ children }: { children: ReactNode }) {
  return (
    <Section>
      <SetupActionsProvider actions={ACTIONS}>{children}</SetupActionsProvider>
    </Section>
  );
}
