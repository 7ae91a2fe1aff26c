import { INCIDENT_KINDS, INCIDENT_STATUSES, SEVERITIES } from "@/lib/incidents/schemas";
import { KIND_WORDS, STATUS_WORDS } from "@/lib/incidents/words";
import type { FilterField } from "../filters";

export const INCIDENT_FILTERS: readonly FilterField[] = [
  { kind: "search", name: "q", placeholder: "Title, or INC-41" },
  {
    kind: "choice",
    name: "status",
    label: "Status",
    options: INCIDENT_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value].label })),
  },
  {
    kind: "choice",
    name: "severity",
    label: "Severity",
    options: SEVERITIES.map((value) => ({ value, label: value })),
  },
  {
    kind: "choice",
    name: "kind",
    label: "Opened by",
    options: INCIDENT_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
  },
  {
    kind: "choice",
    name: "mine",
    label: "People",
    single: true,
    options: [{ value: "yes", label: "Where I have a role" }],
  },
];
