"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, SearchX } from "lucide-react";
import type { ExceptionStatus, PolicyExceptionView } from "@/lib/revisions/types";
import { DataTable } from "../../data-table";
import { EmptyState } from "../../empty-state";
import { getJson } from "../../providers/query-provider";
import { exceptionColumns } from "./exception-columns";

const POLL_MS = 5_000;

type ExceptionTableProps = {
  initial: readonly PolicyExceptionView[];
  statuses: readonly ExceptionStatus[];
};

/** The tenant's exceptions, live: they are approved, ended, and expire by the clock. */
export function ExceptionTable({ initial, statuses }: ExceptionTableProps) {
  const { data } = useQuery({
    queryKey: ["policy", "exceptions"],
    queryFn: ({ signal }) => getJson<PolicyExceptionView[]>("/api/console/policy/exceptions", signal),
    initialData: [...initial],
    refetchInterval: POLL_MS,
  });
  const rows = data.filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  return (
    <DataTable
      label="Exceptions"
      columns={exceptionColumns}
      rows={rows}
      rowKey={({ id }) => id}
      rowTone={({ status }) => (status === "waiting" ? "hold" : undefined)}
      empty={
        data.length === 0 ? (
          <EmptyState icon={CalendarClock} title="No exceptions">
            The policy holds as it is written, for everybody.
          </EmptyState>
        ) : (
          <EmptyState icon={SearchX} title="No exception matches">
            None of them has this status.
          </EmptyState>
        )
      }
    />
  );
}
