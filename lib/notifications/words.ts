import type { EventData, Notice } from "./types";

/** Text of somebody else's on one line: no breaks, nothing unseen, not for ever. */
export function line(text: unknown, max = 120): string {
  const flat = (typeof text === "string" ? text : "")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return flat.length > max ? `${flat.slice(0, max - 1)}…` : flat;
}

const ENDED: Readonly<Record<string, string>> = {
  "approval.approved": "was approved",
  "approval.denied": "was denied",
  "approval.changes_requested": "was sent back with a request for changes",
  "approval.expired": "expired: nobody decided in time",
  "approval.cancelled": "was cancelled",
};
const WAITS: Readonly<Record<string, string>> = {
  "approval.requested": "waits for a decision",
  "approval.advanced": "waits for its next step",
  "approval.escalated": "still waits, and was escalated",
};

/**
 * What happened, on one line. Of what an agent had a hand in, it has the registered name of the tool and nothing else.
 * `personal`: to somebody who can decide.
 */
export function headline({ type, data }: Pick<Notice, "type" | "data">, personal = false): string {
  if (type === TEST_EVENT) return "A test from AgentGate";
  if (type.startsWith("alert.")) {
    const what = line(data.title, 200);
    return type === "alert.resolved"
      ? `Resolved: ${what}`
      : `${line(data.severity, 20).toUpperCase()}: ${what}`;
  }
  if (type.startsWith("incident.")) return incidentLine(type, data);
  if (type.startsWith("switch.")) {
    const what = line(data.what, 200);
    return type === "switch.set" ? `Stopped: ${what}` : `Running again: ${what}`;
  }
  const subject = `${line(data.risk, 20)}: ${line(data.capability, 200)}`;
  const waits = WAITS[type];
  if (waits !== undefined) return `${subject} ${personal ? "waits for you" : waits}`;
  const by = line(data.decidedBy);
  return `${subject} ${ENDED[type] ?? "has changed"}${by === "" ? "" : ` by ${by}`}`;
}

const INCIDENT_IS: Readonly<Record<string, string>> = {
  "incident.opened": "was opened",
  "incident.open": "is open again",
  "incident.quarantined": "has another quarantine",
};

/** Number and severity, never the title: it quotes what policies and agents said. */
function incidentLine(type: string, data: EventData): string {
  const what = `${line(data.severity, 20)}: incident ${line(data.ref, 20)}`;
  return `${what} ${INCIDENT_IS[type] ?? `is ${type.slice("incident.".length)}`}`;
}

/** The few facts that go along, as terms and values. */
export function factsOf({ type, data }: Pick<Notice, "type" | "data">): [term: string, value: string][] {
  if (type === TEST_EVENT) return [];
  if (type.startsWith("alert.")) return [["Kind", line(data.kind)]];
  if (type.startsWith("incident.") || type.startsWith("switch."))
    return [
      ["Because of", line(data.because)],
      ["Agent", line(data.agent)],
    ].filter((fact): fact is [string, string] => fact[1] !== "");
  const facts: [string, string][] = [
    ["Agent", line(data.agent)],
    ["Tool", line(data.capability, 200)],
    ["Risk", line(data.risk, 20)],
  ];
  if (WAITS[type] !== undefined) facts.push(["Denied unless decided by", utc(data.expiresAt)]);
  if (typeof data.reason === "string") facts.push(["Reason", line(data.reason)]);
  return facts;
}

function utc(at: EventData[string] | undefined): string {
  const date = new Date(String(at));
  return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export const TEST_EVENT = "agentgate.test";

/** Why a message has no arguments, for whoever misses them. */
export const WHY_BARE = "The arguments are on the card, behind sign-in, and in no message.";
