export { acknowledgeAlert } from "./acknowledge-alert";
export { countOpenAlerts, listAlerts } from "./list-alerts";
export * from "./schemas";
export type * from "./types";
export * from "./words";
