import type { RiskSignal } from "../../quarantine";
import { namesOf } from "../load";
import { switchLabel } from "../parts";
import type { TimelineEntry } from "../types";
import { entry } from "./entry";
import { leafEntries } from "./leaves";
import type { Scope } from "./scope";

/** Of each kind of record, so many at most are told in a story; Raw has them all. */
const MOST = 500;

const SIGNAL_TITLES: Readonly<Record<RiskSignal, string>> = {
  deny: "The policy denied",
  approval: "Asked people about",
  approved: "People approved",
  error: "The tool answered with an error:",
  failure: "The upstream failed:",
  kill_switch: "A kill switch refused",
  rate_limit: "A rate limit refused",
  suspended: "Suspended, and called all the same:",
  taint: "Kept from leaking through",
  moderation: "Content was blocked in",
};

/** What our other records have to say of an incident: nothing here is written for it. */
export async function recordEntries(scope: Scope): Promise<TimelineEntry[]> {
  return [
    ...(await riskEntries(scope)),
    ...(await switchEntries(scope)),
    ...(await approvalEntries(scope)),
    ...(await deploymentEntries(scope)),
    ...(await leafEntries(scope)),
  ];
}

/** What raised the risk of its sessions: the calls that led there. */
async function riskEntries({ tx, tenantId, sessionIds, until }: Scope): Promise<TimelineEntry[]> {
  const signals = await tx.riskSignal.findMany({
    where: { tenantId, sessionId: { in: [...sessionIds] }, points: { gt: 0 }, at: { lte: until } },
    orderBy: { at: "asc" },
    take: MOST,
  });
  const decisions = await tx.decision.findMany({
    where: { tenantId, id: { in: signals.map(({ decisionId }) => decisionId) } },
    select: { id: true, callId: true, capability: true, reason: true },
  });
  const byId = new Map(decisions.map((decision) => [decision.id, decision]));
  return signals.map(({ decisionId, signal, sessionId, points, score, at }) => {
    const decision = byId.get(decisionId);
    // Only the gateway writes these, and its type has these.
    const said = SIGNAL_TITLES[signal as RiskSignal] ?? signal;
    return entry({
      key: `${decisionId}-${signal}`,
      at,
      group: "calls",
      kind: `call.${signal}`,
      title: `${said} ${decision?.capability ?? "a call"}`,
      body: `${decision?.reason ?? ""}\nRisk +${round(points)}, ${round(score)} in all.`.trim(),
      actor: "AgentGate",
      tone: signal === "approval" ? "plain" : "bad",
      href: `/sessions/${sessionId}?call=${decision?.callId ?? decisionId}`,
    });
  });
}

async function switchEntries({ tx, switches }: Scope): Promise<TimelineEntry[]> {
  const names = await namesOf(
    tx,
    switches.flatMap(({ setById, clearedById }) => [setById, clearedById]),
  );
  const by = (id: string | null) => (id === null ? "AgentGate" : (names.get(id) ?? "a former member"));
  return switches.flatMap((row) => {
    const label = switchLabel(row.scope, row.label);
    const set = entry({
      key: `${row.id}-set`,
      at: row.setAt,
      group: "containment",
      kind: "switch_set",
      title: `Stopped: ${label}`,
      body: row.reason,
      actor: by(row.setById),
      tone: "stop",
      href: "/switches",
    });
    if (row.clearedAt === null) return [set];
    const cleared = entry({
      ...set,
      key: `${row.id}-cleared`,
      at: row.clearedAt,
      kind: "switch_cleared",
      title: `Restarted: ${label}`,
      body: row.clearReason ?? "",
      actor: by(row.clearedById),
      tone: "good",
    });
    return [set, cleared];
  });
}

const DECIDED: Readonly<Record<string, [verb: string, tone: TimelineEntry["tone"]]>> = {
  approved: ["Approved", "good"],
  denied: ["Denied by a person", "bad"],
  changes_requested: ["Sent back for changes", "plain"],
  expired: ["Expired undecided", "plain"],
  cancelled: ["Cancelled", "plain"],
};

async function approvalEntries({ tx, tenantId, sessionIds, from, until }: Scope): Promise<TimelineEntry[]> {
  const rows = await tx.approval.findMany({
    where: { tenantId, sessionId: { in: [...sessionIds] }, decidedAt: { gte: from, lte: until } },
    select: {
      id: true,
      capability: true,
      status: true,
      decidedAt: true,
      votes: { orderBy: { createdAt: "desc" }, take: 1 },
    },
    orderBy: { id: "desc" },
    take: MOST,
  });
  const names = await namesOf(
    tx,
    rows.map(({ votes }) => votes[0]?.userId ?? null),
  );
  return rows.map(({ id, capability, status, decidedAt, votes }) => {
    const [verb, tone] = DECIDED[status] ?? ["Changed", "plain"];
    return entry({
      key: `${id}-decided`,
      at: decidedAt ?? until,
      group: "approvals",
      kind: `approval.${status}`,
      title: `${verb}: ${capability}`,
      body: votes[0]?.comment ?? "",
      actor: names.get(votes[0]?.userId ?? "") ?? "AgentGate",
      tone,
      href: `/approvals/${id}`,
    });
  });
}

/** What was put into force while it went on, or shortly before. */
async function deploymentEntries({ tx, tenantId, from, until }: Scope): Promise<TimelineEntry[]> {
  const rows = await tx.policyDeployment.findMany({
    where: { tenantId, environment: "production", deployedAt: { gte: from, lte: until } },
    include: { revision: { select: { number: true } } },
    orderBy: { id: "desc" },
    take: MOST,
  });
  const names = await namesOf(
    tx,
    rows.map(({ deployedById }) => deployedById),
  );
  return rows.map(({ id, kind, revisionId, revision, reason, deployedAt, deployedById }) =>
    entry({
      key: `${id}-deployed`,
      at: deployedAt,
      group: "changes",
      kind: `policy.${kind}`,
      title: `Policy revision ${revision.number} in force (${kind})`,
      body: reason,
      actor: names.get(deployedById ?? "") ?? "AgentGate",
      tone: "plain",
      href: `/policy/${revisionId}`,
    }),
  );
}

function round(points: number): number {
  return Math.round(points * 10) / 10;
}
