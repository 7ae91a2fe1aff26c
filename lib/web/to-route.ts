import type { Route } from "next";

/** A path as a typed route. Safe because the callers pass safeNextPath()'s answer or build it from their own route. */
export function toRoute(path: string): Route {
  return path as Route;
}
