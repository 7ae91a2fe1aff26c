import type { Route } from "next";
import type { CSSProperties, ReactNode } from "react";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";
import type { Column } from "./types";

type DataTableProps<Row> = {
  /** Names the table for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where a row leads, if anywhere. The primary cell becomes the link and covers the row. */
  rowHref?: (row: Row) => string | undefined;
  selectedKey?: string | undefined;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** The pager. */
  footer?: ReactNode;
  /** Rows that need an eye: a bar at their left edge. */
  rowTone?: (row: Row) => "hold" | "deny" | undefined;
  className?: string;
  /** Inside a panel: no edge of its own, and the header does not stick. */
  inset?: boolean;
};

const visibility = { md: "hidden md:flex", lg: "hidden lg2:flex" } as const;

/**
 * The one table. Each row is its own grid over the same template, so that rows off screen cost nothing
 * (content-visibility) and 1,000 of them scroll smoothly; roles keep it a table for assistive technology.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  rowHref,
  selectedKey,
  empty,
  footer,
  rowTone,
  className,
  inset = false,
}: DataTableProps<Row>) {
  return (
    <div className={cn("bg-surface", !inset && "border-y border-line", className)}>
      {rows.length > 0 && (
        <div role="table" aria-label={label} aria-rowcount={rows.length + 1} style={templates(columns)}>
          <TableHead columns={columns} inset={inset} />
          <div role="rowgroup">
            {rows.map((row) => (
              <TableRow
                key={rowKey(row)}
                columns={columns}
                row={row}
                href={rowHref?.(row)}
                selected={selectedKey !== undefined && rowKey(row) === selectedKey}
                tone={rowTone?.(row)}
                inset={inset}
              />
            ))}
          </div>
        </div>
      )}
      {rows.length === 0 && empty}
      {footer}
    </div>
  );
}

function TableHead<Row>({ columns, inset }: { columns: readonly Column<Row>[]; inset: boolean }) {
  return (
    <div
      role="rowgroup"
      className={cn("border-b border-line bg-surface", !inset && "sticky top-(--topbar-h) z-10")}
    >
      <div role="row" className={cn("table-row-grid px-4", !inset && "md:px-6")}>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            className={cn(
              "flex h-8 items-center pr-4 text-xs font-medium text-ink-3 last:pr-0",
              column.align === "end" && "justify-end text-right",
              column.from && visibility[column.from],
            )}
          >
            <span className="truncate">{column.header}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

type TableRowProps<Row> = {
  columns: readonly Column<Row>[];
  row: Row;
  href: string | undefined;
  selected: boolean;
  tone: "hold" | "deny" | undefined;
  inset: boolean;
};

function TableRow<Row>({ columns, row, href, selected, tone, inset }: TableRowProps<Row>) {
  return (
    <div
      role="row"
      aria-current={selected || undefined}
      className={cn(
        "relative table-row-grid min-h-(--row-h) border-b border-line px-4 table-row-lazy last:border-b-0",
        !inset && "md:px-6",
        href && "hover:bg-hover",
        selected &&
          "bg-accent-soft before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent hover:bg-accent-soft",
        !selected &&
          tone === "hold" &&
          "before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-hold-solid",
        !selected &&
          tone === "deny" &&
          "before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-deny-solid",
      )}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="cell"
          className={cn(
            "flex min-w-0 items-center py-1 pr-4 last:pr-0",
            column.align === "end" && "justify-end text-right tabular-nums",
            column.from && visibility[column.from],
          )}
        >
          {column.primary && href ? (
            // Safe because rowHref is built by the page from its own routes.
            <Link
              href={href as Route}
              scroll={false}
              className="block max-w-full min-w-0 rounded-xs font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
            >
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}

/**
 * The grid templates of the three widths, from the columns that are shown there. On a phone no column keeps
 * a least width of its own: it shrinks and cuts its text instead of pushing the page sideways.
 */
function templates<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const template = (shown: (column: Column<Row>) => boolean) =>
    columns
      .filter(shown)
      .map((column) => column.width ?? "minmax(0, 1fr)")
      .join(" ");
  return {
    "--cols-sm": template((column) => !column.from).replaceAll(/minmax\([^,]+,/g, "minmax(0,"),
    "--cols-md": template((column) => column.from !== "lg"),
    "--cols-lg": template(() => true),
  } as CSSProperties;
}
