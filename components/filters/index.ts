export { FilterBar } from "./filter-bar";
export { searchParams, type RawSearchParams } from "./search-params";
export type { FilterField, FilterOption } from "./types";
