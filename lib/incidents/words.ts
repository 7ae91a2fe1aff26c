import type {
  IncidentKind,
  IncidentRole,
  IncidentStatus,
  Severity,
  StepState,
  TimelineGroup,
} from "./schemas";

/** What people call an incident. */
export function incidentRef(number: number): string {
  return `INC-${number}`;
}

export const STATUS_WORDS: Readonly<Record<IncidentStatus, { label: string; meaning: string }>> = {
  open: { label: "Open", meaning: "Something is wrong, and it may still be going on." },
  contained: { label: "Contained", meaning: "It cannot get worse: what did it is stopped." },
  mitigated: { label: "Mitigated", meaning: "Its effects are taken back or bearable." },
  resolved: { label: "Resolved", meaning: "Work goes on as before." },
  reviewed: { label: "Reviewed", meaning: "What can be learnt from it is written down." },
};

/** Whether work goes on as before: nobody is at work on it any more. */
export const isOver = (status: IncidentStatus): boolean => status === "resolved" || status === "reviewed";

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  SEV1: "Critical: harm is done, or is being done",
  SEV2: "High: harm is likely",
  SEV3: "Moderate: an agent misbehaved and was stopped",
  SEV4: "Low: worth knowing",
};

export const KIND_WORDS: Readonly<Record<IncidentKind, string>> = {
  quarantine: "Quarantine",
  manual: "Declared",
  alert: "Alert",
};

export const ROLE_WORDS: Readonly<Record<IncidentRole, string>> = {
  commander: "Commander",
  communications: "Communications",
  scribe: "Scribe",
  responder: "Responder",
};

export const STEP_WORDS: Readonly<Record<StepState, string>> = {
  todo: "To do",
  doing: "Under way",
  done: "Done",
  failed: "Failed",
  skipped: "Skipped",
};

export const GROUP_WORDS: Readonly<Record<TimelineGroup, string>> = {
  people: "People",
  containment: "Containment",
  calls: "Calls",
  approvals: "Approvals",
  changes: "Changes",
};
