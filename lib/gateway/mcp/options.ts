import { env, type Env } from "../../platform/env";
import type { McpOptions } from "./types";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
/** Clients commonly give up on a request after 60 s; half of that leaves room for the call itself. */
const HOLD_MS = 25_000;

/** The door's settings from the environment. @throws Error where AGENTGATE_SECRET is not set */
export function mcpOptions(from: Env = env()): McpOptions {
  if (!from.AGENTGATE_SECRET)
    throw new Error("AGENTGATE_SECRET is not set. `npm start` makes and keeps one.");
  const own = [from.GATEWAY_URL, from.CONSOLE_URL].map((url) => new URL(url).hostname);
  const loopback = LOOPBACK.includes(from.HOST) || from.HOST === "::1";
  return {
    secret: from.AGENTGATE_SECRET,
    allowedHosts: loopback ? [...LOOPBACK, ...own] : null,
    allowedOrigins: loopback ? [...LOOPBACK, ...own] : own,
    holdMs: HOLD_MS,
  };
}
