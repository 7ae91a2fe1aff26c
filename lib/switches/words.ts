import type { InFlight, Origin, Scope } from "./schemas";
import type { NamedTarget, SwitchRow } from "./types";

/** How people name what a scope is. */
export const SCOPE_WORDS: Readonly<Record<Scope, { one: string; many: string }>> = {
  global: { one: "Whole installation", many: "Whole installation" },
  tenant: { one: "This tenant", many: "This tenant" },
  agent: { one: "Agent", many: "Agents" },
  upstream: { one: "Upstream", many: "Upstreams" },
  capability: { one: "Capability", many: "Capabilities" },
  session: { one: "Session", many: "Sessions" },
};

export const IN_FLIGHT_WORDS: Readonly<Record<InFlight, { label: string; hint: string }>> = {
  finish: { label: "Let them finish", hint: "What has been sent runs to its end; nothing new begins." },
  cancel: { label: "Cancel them", hint: "Cut off at once. What they did by then is not known." },
};

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
  person: "by a person",
  cli: "from the command line",
  system: "by AgentGate itself",
  drill: "as a drill",
};

/** "Agent billing-bot", "This tenant". */
export function targetWords({ scope, label }: Pick<NamedTarget, "scope" | "label">): string {
  const { one } = SCOPE_WORDS[scope];
  return label === "" ? one : `${one} ${label}`;
}

export const STATE_WORDS: Readonly<Record<SwitchRow["state"], string>> = {
  in_force: "Stopped",
  restarting: "Restarting",
  cleared: "Lifted",
  expired: "Expired",
};

/** "0.8 s", "120 ms". */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1_000;
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
