import { Hash, Mail, Webhook, type LucideIcon } from "lucide-react";
import type { DeliveryState, EndpointKind, EventType } from "@/lib/notifications/schemas";
import type { BadgeTone } from "../ui/badge";

export const KIND_WORDS: Readonly<Record<EndpointKind, { label: string; hint: string; icon: LucideIcon }>> = {
  webhook: {
    label: "Webhook",
    hint: "A signed POST to a system of yours (Standard Webhooks).",
    icon: Webhook,
  },
  email: { label: "E-mail", hint: "To fixed addresses, or to the people who can decide.", icon: Mail },
  slack: { label: "Slack", hint: "A message in a channel, for whatever reads Slack's webhooks.", icon: Hash },
};

const EVENTS: Readonly<Record<EventType, string>> = {
  "approval.requested": "A call waits for people",
  "approval.advanced": "A call waits for its next step",
  "approval.escalated": "A call was escalated",
  "approval.approved": "A call was approved",
  "approval.denied": "A call was denied",
  "approval.changes_requested": "Changes were requested",
  "approval.expired": "A call expired undecided",
  "approval.cancelled": "A call was cancelled",
  "alert.raised": "Something is wrong",
  "alert.resolved": "Something is in order again",
  "incident.opened": "An incident was opened",
  "incident.open": "An incident is open again",
  "incident.quarantined": "An open incident has another quarantine",
  "incident.contained": "An incident is contained",
  "incident.mitigated": "An incident is mitigated",
  "incident.resolved": "An incident is resolved",
  "incident.reviewed": "An incident is reviewed",
  "switch.set": "Something was stopped",
  "switch.cleared": "Something runs again",
};
export const EVENT_WORDS: Readonly<Record<string, string | undefined>> = EVENTS;

export const EVENT_GROUPS = [
  { title: "Requests for approval", prefix: "approval." },
  { title: "Alerts", prefix: "alert." },
  { title: "Incidents", prefix: "incident." },
  { title: "Kill switches", prefix: "switch." },
] as const;

export const DELIVERY_WORDS: Readonly<Record<DeliveryState, { label: string; tone: BadgeTone }>> = {
  waiting: { label: "Waiting", tone: "hold" },
  delivered: { label: "Delivered", tone: "allow" },
  failed: { label: "Given up", tone: "deny" },
  skipped: { label: "Skipped", tone: "neutral" },
};
