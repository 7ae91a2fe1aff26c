import { z } from "zod";

export const INCIDENT_STATUSES = ["open", "contained", "mitigated", "resolved", "reviewed"] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];
/** Those that somebody still has to see to. */
export const UNRESOLVED: readonly IncidentStatus[] = ["open", "contained", "mitigated"];

export const SEVERITIES = ["SEV1", "SEV2", "SEV3", "SEV4"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const INCIDENT_KINDS = ["quarantine", "manual", "alert"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const INCIDENT_ROLES = ["commander", "communications", "scribe", "responder"] as const;
export type IncidentRole = (typeof INCIDENT_ROLES)[number];

export const STEP_KINDS = [
  "contain",
  "revoke",
  "assess",
  "compensate",
  "release",
  "monitor",
  "custom",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];
export const STEP_STATES = ["todo", "doing", "done", "failed", "skipped"] as const;
export type StepState = (typeof STEP_STATES)[number];

export const LINK_KINDS = [
  "session",
  "agent",
  "capability",
  "call",
  "approval",
  "revision",
  "switch",
  "alert",
  "incident",
] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** What an incident's own timeline has. `note`: put in afterwards, with a time of its own. */
export const INCIDENT_EVENT_KINDS = [
  "opened",
  "quarantined",
  "released",
  "revoked",
  "revocation_failed",
  "switch_set",
  "switch_cleared",
  "switch_restarting",
  "status",
  "severity",
  "renamed",
  "people",
  "comment",
  "note",
  "step",
  "linked",
  "unlinked",
  "compensation",
  "exported",
] as const;
export type IncidentEventKind = (typeof INCIDENT_EVENT_KINDS)[number];

/** Text on one line, for titles: no control characters, nothing that turns the line round. */
const Line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text), "has characters that cannot be shown");
const Title = Line(200).min(1, "Say in a few words what is wrong.");
const Prose = (max: number) => z.string().trim().max(max);
const Reason = Prose(1_000);

/** An incident's id, or what people call it: INC-41. */
export const IncidentKey = z.union([
  z.uuid(),
  z.string().regex(/^INC-[1-9]\d{0,8}$/i, "Write an incident as INC-41."),
]);
export const IncidentRef = z.strictObject({ id: IncidentKey });
export type IncidentRef = z.input<typeof IncidentRef>;

export const DeclareIncidentInput = z.strictObject({
  title: Title,
  severity: z.enum(SEVERITIES).default("SEV3"),
  sessionId: z.uuid().optional(),
  agentId: z.uuid().optional(),
  alertId: z.uuid().optional(),
  summary: Prose(4_000).default(""),
});
export type DeclareIncidentInput = z.input<typeof DeclareIncidentInput>;

/** `mine`: those where the reader has a role. `q`: words of the title, or INC-41. */
export const ListIncidentsInput = z.strictObject({
  statuses: z.array(z.enum(INCIDENT_STATUSES)).default([]),
  severities: z.array(z.enum(SEVERITIES)).default([]),
  kinds: z.array(z.enum(INCIDENT_KINDS)).default([]),
  mine: z.boolean().default(false),
  agentId: z.uuid().optional(),
  q: z.string().trim().max(200).default(""),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListIncidentsInput = z.input<typeof ListIncidentsInput>;

/** `version`: the one the person saw; another one by now is a conflict. */
const Versioned = { id: IncidentKey, version: z.int() };

export const SetStatusInput = z.strictObject({
  ...Versioned,
  status: z.enum(INCIDENT_STATUSES),
  reason: Reason.default(""),
});
export type SetStatusInput = z.input<typeof SetStatusInput>;

export const SetSeverityInput = z.strictObject({
  ...Versioned,
  severity: z.enum(SEVERITIES),
  reason: Reason.default(""),
});
export type SetSeverityInput = z.input<typeof SetSeverityInput>;

export const RenameIncidentInput = z.strictObject({
  ...Versioned,
  title: Title,
  summary: Prose(4_000).default(""),
});
export type RenameIncidentInput = z.input<typeof RenameIncidentInput>;

/** `userId` null takes whoever has the role off it; a responder is taken off by `remove`. */
export const SetPersonInput = z.strictObject({
  ...Versioned,
  role: z.enum(INCIDENT_ROLES),
  userId: z.uuid(),
  remove: z.boolean().default(false),
});
export type SetPersonInput = z.input<typeof SetPersonInput>;

export const AddCommentInput = z.strictObject({
  id: IncidentKey,
  body: Prose(8_000).min(1, "Write something."),
});
export type AddCommentInput = z.input<typeof AddCommentInput>;

export const InsertEventInput = z.strictObject({
  id: IncidentKey,
  at: z.iso.datetime({ offset: true }),
  title: Title,
  body: Prose(8_000).default(""),
});
export type InsertEventInput = z.input<typeof InsertEventInput>;

export const PinEventInput = z.strictObject({ id: IncidentKey, eventId: z.uuid(), pinned: z.boolean() });
export type PinEventInput = z.input<typeof PinEventInput>;

export const CorrectTimeInput = z.strictObject({
  id: IncidentKey,
  eventId: z.uuid(),
  at: z.iso.datetime({ offset: true }),
  reason: Line(300).min(1, "Say why the recorded time is wrong."),
});
export type CorrectTimeInput = z.input<typeof CorrectTimeInput>;

/** `expected`: the state the person saw. What is left out stays. */
export const SetStepInput = z.strictObject({
  id: IncidentKey,
  stepId: z.uuid(),
  expected: z.enum(STEP_STATES),
  /** When what the person saw was changed last; who says it overwrites nothing that came later. */
  seenAt: z.iso.datetime().optional(),
  state: z.enum(STEP_STATES).optional(),
  ownerId: z.uuid().nullable().optional(),
  evidence: Prose(2_000).optional(),
});
export type SetStepInput = z.input<typeof SetStepInput>;

export const AddStepInput = z.strictObject({
  id: IncidentKey,
  title: Title,
  ownerId: z.uuid().nullable().default(null),
});
export type AddStepInput = z.input<typeof AddStepInput>;

/** A capability is linked by its name, everything else by its id. */
export const LinkSubjectInput = z.strictObject({
  id: IncidentKey,
  subjectKind: z.enum(LINK_KINDS),
  subjectId: Line(200).min(1, "Name what to link."),
});
export type LinkSubjectInput = z.input<typeof LinkSubjectInput>;

/** What is shown with its incidents: a few in a list, more on its own page. */
export const IncidentsOfInput = z.strictObject({
  subjectKind: z.enum(["session", "alert"]),
  subjectIds: z.array(z.uuid()).max(200),
  each: z.int().min(1).max(10).default(3),
});
export type IncidentsOfInput = z.input<typeof IncidentsOfInput>;

/** Groups of the timeline that people switch on and off. */
export const TIMELINE_GROUPS = ["people", "containment", "calls", "approvals", "changes"] as const;
export type TimelineGroup = (typeof TIMELINE_GROUPS)[number];

export const ReadTimelineInput = z.strictObject({
  id: IncidentKey,
  raw: z.boolean().default(false),
  groups: z.array(z.enum(TIMELINE_GROUPS)).default([]),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(500).default(200),
});
export type ReadTimelineInput = z.input<typeof ReadTimelineInput>;
