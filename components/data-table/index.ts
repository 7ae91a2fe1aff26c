export { DataTable } from "./data-table";
export { Pager } from "./pager";
export { ListPageSkeleton, TableSkeleton } from "./table-skeleton";
export type { Column } from "./types";
