import { CAPABILITY_STATUSES, OPERATIONS, RISK_LEVELS } from "@/lib/capabilities/types";
import type { FilterField, FilterOption } from "../filters";
import { STATUSES } from "../ui/status-badge";

export function capabilityFilters(upstreams: readonly FilterOption[]): FilterField[] {
  const named = (value: keyof typeof STATUSES) => ({ value, label: STATUSES[value].label });
  return [
    { kind: "search", name: "q", placeholder: "Find a capability" },
    { kind: "choice", name: "risk", label: "Risk", single: true, options: RISK_LEVELS.map(named) },
    {
      kind: "choice",
      name: "operation",
      label: "Operation",
      single: true,
      options: OPERATIONS.map((value) => ({ value, label: operationLabel(value) })),
    },
    {
      kind: "choice",
      name: "upstream",
      label: "Upstream",
      single: true,
      options: upstreams,
    },
    {
      kind: "choice",
      name: "status",
      label: "Status",
      single: true,
      options: CAPABILITY_STATUSES.map(named),
    },
    {
      kind: "choice",
      name: "reviewed",
      label: "Reviewed",
      single: true,
      options: [
        { value: "no", label: "To review" },
        { value: "yes", label: "Reviewed" },
      ],
    },
  ];
}

/** "Read" for READ. */
export function operationLabel(operation: string): string {
  return operation.charAt(0) + operation.slice(1).toLowerCase();
}
