export { EMPTY_CATALOG, parseCatalog } from "./catalog";
export { checkPolicy, DEFAULT_COVERAGE_FLOOR } from "./check";
