import { preload } from "react-dom";

/** Where a browser asks for the calls of a session. */
export function waterfallPath(sessionId: string): string {
  return `/api/console/sessions/${sessionId}/waterfall`;
}

/** Has a browser ask for them before it has the scripts that show them. */
export function preloadWaterfall(sessionId: string): void {
  preload(waterfallPath(sessionId), { as: "fetch", crossOrigin: "anonymous" });
}
