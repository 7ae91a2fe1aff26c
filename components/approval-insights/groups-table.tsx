import type { ReactNode } from "react";
import type { InsightGroup } from "@/lib/approvals/insights/types";
import { DataTable, type Column } from "../data-table";
import { Panel } from "../page/panel";
import { decidedOf, endedOf, share, took } from "./words";

type GroupsTableProps = {
  title: string;
  of: string;
  groups: readonly InsightGroup[];
  name: (group: InsightGroup) => ReactNode;
  /** The inbox with the rows that are counted here. */
  href: (group: InsightGroup) => string | undefined;
};

/** The requests by one property: how many, how often yes, how fast. Each row leads to the requests. */
export function GroupsTable({ title, of, groups, name, href }: GroupsTableProps) {
  const columns: readonly Column<InsightGroup>[] = [
    { id: "name", header: of, width: "minmax(6rem, 3fr)", primary: true, cell: name },
    {
      id: "asked",
      header: "Asked",
      width: "4rem",
      align: "end",
      cell: ({ asked }) => asked.toLocaleString("en"),
    },
    {
      id: "approved",
      header: "Approved",
      width: "5rem",
      align: "end",
      cell: (group) => share(group.approved, decidedOf(group)),
    },
    {
      id: "expired",
      header: "Expired",
      width: "4.75rem",
      align: "end",
      from: "md",
      cell: (group) => share(group.expired, endedOf(group)),
    },
    {
      id: "median",
      header: "Median",
      width: "5.5rem",
      align: "end",
      from: "md",
      cell: ({ times }) => took(times.median),
    },
    {
      id: "p95",
      header: "p95",
      width: "5.5rem",
      align: "end",
      from: "md",
      cell: ({ times }) => took(times.p95),
    },
  ];
  return (
    <Panel title={title} flush>
      <DataTable
        inset
        label={title}
        columns={columns}
        rows={groups}
        rowKey={(group) => group.name ?? ""}
        rowHref={href}
      />
    </Panel>
  );
}
