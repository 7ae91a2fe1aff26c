import { ECHO } from "../../../tests/echo-tenant";
import type { Inputs } from "./types";

const IN_A_WHILE = () => new Date(Date.now() + 5 * 86_400_000).toISOString();
const A_BIT_LATER = () => new Date(Date.now() + 6 * 86_400_000).toISOString();

/** Deciding, views, chains, teams and places, insights. What ends a thing stands after what needs it. */
export const approvals: Inputs = {
  "approvals/actions.ts#approveAction": ({ approvalIds }) => ({ approvalId: approvalIds[0] }),
  "approvals/actions.ts#denyAction": ({ approvalIds }) => ({
    approvalId: approvalIds[1],
    reason: "wrong_time",
  }),
  "approvals/actions.ts#requestChangesAction": ({ approvalIds }) => ({
    ...{ approvalId: approvalIds[2], comment: "Another text." },
    changes: [{ pointer: "/message", problem: "It is too long." }],
  }),
  "approvals/actions.ts#approveManyAction": ({ approvalIds }) => ({ approvalIds: [approvalIds[3]] }),
  "approvals/actions.ts#denyManyAction": ({ approvalIds }) => ({
    approvalIds: [approvalIds[4]],
    reason: "wrong_time",
  }),
  "approvals/actions.ts#saveViewAction": () => ({
    screen: "approvals",
    name: "Mine",
    query: "",
    shared: true,
  }),
  "approvals/actions.ts#updateViewAction": ({ viewId }) => ({ viewId, name: "Renamed" }),
  "approvals/actions.ts#setDefaultViewAction": ({ viewId }) => ({ screen: "approvals", viewId }),
  "approvals/actions.ts#deleteViewAction": ({ viewId }) => ({ viewId }),
  "approvals/insights/actions.ts#proposeRuleAction": ({ tenant }) => ({
    ...{ ruleId: "people-decide", capability: ECHO, agent: tenant.agent.name },
  }),
  "approvals/setup-actions.ts#saveChainAction": ({ chain, spec }) => ({ name: chain, spec, baseVersion: 1 }),
  "approvals/setup-actions.ts#createTeamAction": ({ tenant }) => ({
    name: "Another team",
    memberIds: [tenant.reviewer2.id],
  }),
  "approvals/setup-actions.ts#addMemberAction": ({ teamId, tenant }) => ({
    teamId,
    userId: tenant.reviewer2.id,
  }),
  "approvals/setup-actions.ts#removeMemberAction": ({ teamId, tenant }) => ({
    teamId,
    userId: tenant.reviewer.id,
  }),
  "approvals/setup-actions.ts#updateTeamAction": ({ teamId, marks }) => ({
    ...{ id: teamId, name: "Renamed team", description: "" },
    was: { name: `${marks.text} team`, description: `${marks.text}-team` },
  }),
  "approvals/setup-actions.ts#deleteTeamAction": ({ teamId }) => ({ id: teamId }),
  "approvals/setup-actions.ts#createDelegationAction": ({ tenant }) => ({
    ...{ fromUserId: tenant.reviewer2.id, toUserId: tenant.reviewer.id },
    ...{ startsAt: IN_A_WHILE(), endsAt: A_BIT_LATER() },
  }),
  "approvals/setup-actions.ts#endDelegationAction": ({ delegationId }) => ({ id: delegationId }),
};
