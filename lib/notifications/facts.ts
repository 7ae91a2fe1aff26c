import { DENY_REASON_WORDS, DENY_REASONS } from "../approvals/schemas";
import type { Tx } from "../platform/db";
import { env } from "../platform/env";
import type { EventData } from "./types";

/** An event as the database's triggers wrote it. */
export type RawEvent = { type: string; subjectKind: string; subjectId: string; data: unknown };

const ALERT_PAGES: Readonly<Record<string, string>> = {
  capability: "capabilities",
  upstream: "upstreams",
  credential: "credentials",
  endpoint: "notifications",
};

/** Where the console shows it. */
export function linkTo(path: string): string {
  return new URL(path, env().CONSOLE_URL).toString();
}

/** What a notification of an event says, with names where the event has ids. Frozen then: each attempt says the same. */
export async function describe(tx: Tx, event: RawEvent): Promise<EventData> {
  const { type, subjectId } = event;
  const data = (event.data ?? {}) as Record<string, string>; // safe: note_approval and note_alert write texts alone
  if (event.subjectKind === "alert") {
    const { kind, severity, title, subjectKind, subjectId: about } = data;
    const page = ALERT_PAGES[subjectKind ?? ""];
    return {
      ...{ alertId: subjectId, kind, severity, title, subjectKind, subjectId: about },
      link: linkTo(page === undefined ? "/" : `/${page}/${about}`),
    } as EventData;
  }
  if (event.subjectKind === "incident") return incidentFacts(tx, event);
  if (event.subjectKind === "switch") return switchFacts(tx, event);
  const { callId, sessionId, agentId, capability, riskLevel, status, expiresAt } = data;
  const agent = await tx.agent.findUnique({ where: { id: agentId ?? "" }, select: { name: true } });
  return {
    ...{ approvalId: subjectId, callId, sessionId, agentId, agent: agent?.name ?? null },
    ...{ capability, risk: riskLevel, status },
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    ...(await decision(tx, type, subjectId)),
    link: linkTo(`/approvals/${subjectId}`),
  } as EventData;
}

const INCIDENT_CAUSES: Readonly<Record<string, string>> = {
  quarantine: "a session was quarantined",
  manual: "somebody declared it",
  alert: "of an alert",
};

async function incidentFacts(tx: Tx, { subjectId, data }: RawEvent): Promise<EventData> {
  // Safe: note_incident writes these.
  const { number, kind, severity, status, sessionId, agentId } = data as Record<string, string | null>;
  const ref = `INC-${number}`;
  return {
    ...{ incidentId: subjectId, ref, kind, severity, status, sessionId, agentId },
    because: INCIDENT_CAUSES[kind ?? ""] ?? null,
    agent: await agentName(tx, agentId),
    link: linkTo(`/incidents/${ref}`),
  } as EventData;
}

const SWITCH_ORIGINS: Readonly<Record<string, string>> = {
  person: "a person did it in the console",
  cli: "a person did it on the command line",
  system: "sessions were quarantined again and again",
};

async function switchFacts(tx: Tx, { subjectId, data }: RawEvent): Promise<EventData> {
  // Safe: note_switch writes these.
  const { scope, target, origin } = data as Record<string, string | null>;
  const agent = scope === "agent" ? await agentName(tx, target) : null;
  const what = scope === "tenant" ? "everything of this tenant" : `${scope} ${agent ?? target}`;
  return {
    ...{ switchId: subjectId, scope, target, origin, what, agent },
    because: SWITCH_ORIGINS[origin ?? ""] ?? null,
    link: linkTo("/switches"),
  } as EventData;
}

async function agentName(tx: Tx, id: string | null | undefined): Promise<string | null> {
  if (!id) return null;
  return (await tx.agent.findUnique({ where: { id }, select: { name: true } }))?.name ?? null;
}

const VERDICTS: Readonly<Record<string, string>> = {
  "approval.approved": "approve",
  "approval.denied": "deny",
  "approval.changes_requested": "request_changes",
};

/** Who ended it, and by which preset. What they wrote stays on the card: people quote arguments. */
async function decision(tx: Tx, type: string, approvalId: string) {
  const verdict = VERDICTS[type];
  if (verdict === undefined) return {};
  const vote = await tx.approvalVote.findFirst({
    where: { approvalId, verdict },
    orderBy: { id: "desc" },
    select: { userId: true, reason: true },
  });
  if (!vote) return {};
  const person = await tx.user.findUnique({ where: { id: vote.userId }, select: { name: true } });
  const reason = DENY_REASONS.find((known) => known === vote.reason);
  return {
    decidedBy: person?.name ?? "a former member",
    ...(reason && { reason: DENY_REASON_WORDS[reason] }),
  };
}
