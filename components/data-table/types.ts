import type { ReactNode } from "react";

export type Column<Row> = {
  id: string;
  /** Every column has a name, if only for screen readers. */
  header: ReactNode;
  /** Grid track: "8rem", "minmax(10rem, 2fr)"; in rem and fr only, so that every row computes the same. Default "minmax(0, 1fr)". */
  width?: string;
  align?: "start" | "end";
  /** Hidden on screens narrower than this: md 768 px, lg 1152 px. */
  from?: "md" | "lg";
  /** Marks the cell that names the row: its link, if the table has `rowHref`, covers the whole row. */
  primary?: boolean;
  cell: (row: Row) => ReactNode;
};
