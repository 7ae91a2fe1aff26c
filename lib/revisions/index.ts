export { getPublishedPolicy, type PublishedPolicy } from "./get-published";
export { deploy } from "./deploy";
export { inForce, type InForce } from "./in-force";
export { installPolicy, type InstalledRevision } from "./install";
export { signInstalled } from "./sign-installed";
export { signRevision, verifyRevision } from "./signing";
export * from "./schemas";
export * from "./types";
