import type { ErrorCode } from "../platform/errors";

/** Browser-safe names of the console's cookies. */
export const SESSION_COOKIE = "agentgate.session";
/** The name where the console is served over TLS: bound to this host and path by the browser itself. */
export const SECURE_SESSION_COOKIE = `__Host-${SESSION_COOKIE}`;
export const TENANT_COOKIE = "agentgate.tenant";
export const THEME_COOKIE = "agentgate.theme";
export const DENSITY_COOKIE = "agentgate.density";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

/** What every server action answers. Expected failures are values: the page decides how to show them. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | { ok: false; code: ErrorCode; message: string; fieldErrors?: Record<string, string>; requestId: string };
