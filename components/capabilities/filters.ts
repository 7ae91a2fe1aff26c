import { CAPABILITY_STATUSES, OPERATIONS, RISK_LEVELS } from "@/lib/capabilities/types";
import type { FilterField } from "../filters";
import { STATUSES } from "../ui/status-badge";

/** @param upstreams slugs seen in the list */
export function capabilityFilters(upstreams: readonly string[]): FilterField[] {
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
      options: upstreams.map((value) => ({ value, label: value })),
    },
    {
      kind: "choice",
      name: "status",
      label: "Status",
      single: true,
      options: CAPABILITY_STATUSES.map(named),
    },
  ];
}

/** "Read" for READ. */
export function operationLabel(operation: string): string {
  return operation.charAt(0) + operation.slice(1).toLowerCase();
}
