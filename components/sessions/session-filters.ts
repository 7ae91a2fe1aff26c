import type { FilterField } from "../filters";

const KINDS = [
  { value: "mcp", label: "MCP" },
  { value: "rest", label: "REST" },
  { value: "implicit", label: "MCP, no session named" },
];
const STATUSES = [
  { value: "waiting", label: "Waiting for people" },
  { value: "quarantined", label: "Quarantined" },
  { value: "active", label: "Active" },
  { value: "ended", label: "Ended" },
];

const ORDERS = [{ value: "failures", label: "Most failures first" }];

/** The filters of the sessions list. @param agents names to choose from */
export function sessionFilters(agents: readonly string[]): FilterField[] {
  return [
    { kind: "search", name: "q", placeholder: "Label, agent or id" },
    { kind: "choice", name: "status", label: "Status", options: STATUSES },
    {
      kind: "choice",
      name: "agent",
      label: "Agent",
      options: agents.map((name) => ({ value: name, label: name })),
    },
    { kind: "choice", name: "kind", label: "Door", options: KINDS },
    { kind: "choice", name: "sort", label: "Order", options: ORDERS, single: true },
  ];
}

/** How an agent came in, in words. */
export function kindLabel(kind: string): string {
  return KINDS.find(({ value }) => value === kind)?.label ?? kind;
}
