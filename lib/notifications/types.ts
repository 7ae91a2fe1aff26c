import type { DeliveryState, EndpointConfig, EndpointKind, EventType } from "./schemas";

/** What a notification says. Frozen when it is spread; never with arguments. */
export type EventData = {
  /** Where the thing is looked at and decided. */
  link: string;
  [fact: string]: string | number | null;
};

export type Notice = { type: string; at: Date; data: EventData; subjectId: string };

/** How one attempt ended. `gone`: the receiver wants no more, ever. */
export type Attempt = {
  result: "delivered" | "failed" | "gone" | "skipped";
  /** HTTP or SMTP. */
  statusCode: number | null;
  /** Our own sentence; null where it was delivered. */
  error: string | null;
  /** The beginning of what came back; untrusted. */
  response: string | null;
  /** How long the receiver asked us to wait, in milliseconds. */
  retryAfterMs: number | null;
};

/** One line of the console's list. */
export type EndpointRow = {
  id: string;
  kind: EndpointKind;
  name: string;
  /** Where it leads, in words, without anything secret. */
  target: string;
  /** Empty: all. */
  events: EventType[];
  enabled: boolean;
  disabledReason: string | null;
  /** Why nothing would go out although it is enabled; null: nothing is in the way. */
  problem: string | null;
  lastDeliveredAt: string | null;
  /** Of the last 24 hours: those that ended or were tried, and how many of them are not delivered. */
  lastDay: { total: number; failing: number };
  waiting: number;
};

export type EndpointSecret = { field: string; label: string; setAt: string | null };

export type EndpointDetail = EndpointRow & {
  config: EndpointConfig;
  secrets: EndpointSecret[];
  /** Until when the secret before this one signs as well; null where none does. */
  previousSecretUntil: string | null;
  /** Of an interactive Slack endpoint: where Slack sends what people press. */
  interactionsUrl: string | null;
  linked: { id: string; userName: string; slackUserId: string; slackTeamId: string; createdAt: string }[];
  version: number;
  createdAt: string;
};

/** The secret of a webhook is here once, where it was made. */
export type CreatedEndpoint = { id: string; secret: string | null; auditId: string };
export type RotatedSecret = { secret: string; previousUntil: string; auditId: string };

export type DeliveryRow = {
  id: string;
  type: string;
  subjectKind: string;
  subjectId: string;
  state: DeliveryState;
  attempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
  createdAt: string;
  deliveredAt: string | null;
};
export type DeliveryPage = { rows: DeliveryRow[]; nextCursor: string | null };

export type AttemptRow = {
  id: string;
  at: string;
  statusCode: number | null;
  durationMs: number;
  error: string | null;
  response: string | null;
};
export type DeliveryDetail = DeliveryRow & {
  /** What is or was sent, as the webhook's body has it. */
  body: string;
  log: AttemptRow[];
};

export type TrialReport = {
  ok: boolean;
  statusCode: number | null;
  ms: number;
  detail: string;
  response: string | null;
};
