import type {
  IncidentKind,
  IncidentRole,
  IncidentStatus,
  LinkKind,
  Severity,
  StepKind,
  StepState,
  TimelineGroup,
} from "./schemas";

/** Times are ISO 8601 in UTC. `ref` is what people call it: INC-41. */
export type IncidentRow = {
  id: string;
  ref: string;
  number: number;
  /** May quote what an agent or a policy said: shown as safe text only. */
  title: string;
  kind: IncidentKind;
  severity: Severity;
  status: IncidentStatus;
  sessionId: string | null;
  agentId: string | null;
  agentName: string | null;
  openedAt: string;
  resolvedAt: string | null;
  commander: string | null;
  /** Of its runbook: steps done or skipped, and all. */
  steps: { done: number; total: number };
};

/** `now`: the database's clock when it was read, for ages. */
export type IncidentPage = { rows: IncidentRow[]; nextCursor: string | null; now: string };

/** The short form, for chips on other pages. */
export type IncidentChip = Pick<IncidentRow, "id" | "ref" | "title" | "severity" | "status" | "openedAt">;

export type Person = { userId: string; name: string };
/** A member who can be given a role or a step. */
export type Responder = Person & { mayCommand: boolean };
export type IncidentPerson = Person & { role: IncidentRole; addedAt: string };

export type StepRow = {
  id: string;
  position: number;
  kind: StepKind;
  title: string;
  state: StepState;
  owner: Person | null;
  evidence: string;
  updatedBy: string | null;
  updatedAt: string;
};

export type IncidentLinkRow = {
  kind: LinkKind;
  subjectId: string;
  label: string;
  /** Where the console shows it; null where it has no page. */
  href: string | null;
  addedBy: string | null;
  addedAt: string;
};

export type IncidentQuarantine = {
  id: string;
  sessionId: string;
  agentId: string;
  decisionId: string | null;
  score: number;
  threshold: number;
  reason: string;
  openedAt: string;
  admits: "nothing" | "reads" | "low_risk";
  revocation: "pending" | "done" | "failed";
  revocationDetail: string;
  releasedAt: string | null;
  releasedBy: string | null;
  releaseReason: string | null;
};

/** A switch that was set for the incident, or stops what the incident is about. */
export type IncidentSwitch = {
  id: string;
  scope: string;
  target: string | null;
  /** Names of agents where the target is an id. */
  label: string;
  reason: string;
  origin: string;
  setAt: string;
  setBy: string | null;
  expiresAt: string | null;
  effectiveAt: string | null;
  clearedAt: string | null;
  percent: number;
};

/** In milliseconds. `running`: the status isn't reached yet, and the clock goes on from `openedAt`. */
export type Durations = {
  toContain: number | null;
  toMitigate: number | null;
  toResolve: number | null;
  running: boolean;
};

export type StatusChoice = {
  status: IncidentStatus;
  /** Why the server would refuse it now; null: it would not. */
  refused: string | null;
  /** Going back has to be explained. */
  needsReason: boolean;
};

export type IncidentDetail = IncidentRow & {
  summary: string;
  version: number;
  /** What it was opened of, and the page of what that is about. */
  alert: { id: string; label: string; href: string | null } | null;
  openedBy: string | null;
  containedAt: string | null;
  mitigatedAt: string | null;
  reviewedAt: string | null;
  durations: Durations;
  people: IncidentPerson[];
  runbook: StepRow[];
  links: IncidentLinkRow[];
  quarantines: IncidentQuarantine[];
  switches: IncidentSwitch[];
  /** All sessions it is about: its own, the quarantined and the linked. */
  sessionIds: string[];
  choices: StatusChoice[];
  now: string;
};

/** What a verb did: the audit leaf is the receipt that the page shows. */
export type IncidentChange = {
  id: string;
  ref: string;
  version: number;
  status: IncidentStatus;
  auditId: string;
};

/** One entry of the timeline, from whatever record. */
export type TimelineEntry = {
  /** Unique within one timeline; of an incident's own event, `eventId` says which. */
  key: string;
  at: string;
  group: TimelineGroup;
  /** INCIDENT_EVENT_KINDS, or the action of an audit leaf (approval.approved). */
  kind: string;
  title: string;
  /** What people or agents wrote: untrusted. */
  body: string;
  actor: string;
  /** Bad news stands out. */
  tone: "plain" | "bad" | "good" | "stop";
  href: string | null;
  /** Only an incident's own events are pinned and corrected. */
  eventId: string | null;
  pinned: boolean;
  originalAt: string | null;
  correction: string | null;
  /** How many calls alike this entry stands for. */
  count: number;
};

export type TimelinePage = { entries: TimelineEntry[]; nextCursor: string | null; now: string };
