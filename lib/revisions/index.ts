export { getPublishedPolicy, type PublishedPolicy } from "./get-published";
export { installPolicy, type InstalledRevision } from "./install";
export * from "./schemas";
export * from "./types";
