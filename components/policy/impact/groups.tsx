"use client";

import type { ImpactGroup, ImpactReport } from "@/lib/impact/types";
import { DataTable, type Column } from "../../data-table";
import { Panel } from "../../page/panel";
import { SafeText } from "../../ui/safe-text";
import { Tabs } from "../../ui/tabs";
import { count } from "./numbers";

/** The bars of one table share a scale, so that rows can be compared. */
type Row = ImpactGroup & { most: number };

const columns: readonly Column<Row>[] = [
  {
    id: "label",
    header: "Name",
    width: "minmax(0, 1.4fr)",
    primary: true,
    cell: ({ label }) => (
      <span className="truncate font-mono text-xs" title={label}>
        <SafeText oneLine>{label}</SafeText>
      </span>
    ),
  },
  {
    id: "bar",
    header: "Share that changes",
    width: "minmax(0, 1.2fr)",
    from: "md",
    cell: (row) => <FlipBar row={row} />,
  },
  {
    id: "looser",
    header: "Looser",
    width: "5.5rem",
    align: "end",
    cell: ({ loosening }) => <Value value={loosening} className="font-semibold text-hold" />,
  },
  {
    id: "tighter",
    header: "Tighter",
    width: "5.5rem",
    align: "end",
    cell: ({ tightening }) => <Value value={tightening} className="font-semibold text-info" />,
  },
  {
    id: "total",
    header: "Replayed",
    width: "6rem",
    align: "end",
    from: "md",
    cell: ({ total }) => <Value value={total} className="" />,
  },
];

/** Where the flips are: by rule, capability and agent. */
export function Groups({ report }: { report: ImpactReport }) {
  return (
    <Panel title="Where answers change">
      <Tabs
        label="Group by"
        tabs={[
          { value: "rule", label: "By rule", content: <Group label="By rule" groups={report.byRule} /> },
          {
            value: "capability",
            label: "By capability",
            content: <Group label="By capability" groups={report.byCapability} />,
          },
          { value: "agent", label: "By agent", content: <Group label="By agent" groups={report.byAgent} /> },
        ]}
      />
    </Panel>
  );
}

function Group({ label, groups }: { label: string; groups: readonly ImpactGroup[] }) {
  const most = Math.max(1, ...groups.map(({ loosening, tightening }) => loosening + tightening));
  const flips = ({ loosening, tightening }: ImpactGroup) => loosening + tightening;
  const rows = groups.toSorted((a, b) => flips(b) - flips(a) || b.total - a.total);
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows.map((group) => ({ ...group, most }))}
      rowKey={({ key }) => key}
      inset
      className="-mx-4 -mb-4 overflow-clip rounded-b-lg"
      empty={<p className="px-4 text-sm text-ink-3">Nothing was replayed.</p>}
    />
  );
}

function FlipBar({ row }: { row: Row }) {
  const width = (value: number) => ({ width: `${(100 * value) / row.most}%` });
  return (
    <span aria-hidden className="flex h-2 w-full overflow-clip rounded-full bg-sunken">
      <span className="h-2 bg-hold-solid" style={width(row.loosening)} />
      <span className="h-2 bg-info-solid" style={width(row.tightening)} />
    </span>
  );
}

function Value({ value, className }: { value: number; className: string }) {
  return <span className={value === 0 ? "text-ink-3" : className}>{count(value)}</span>;
}
