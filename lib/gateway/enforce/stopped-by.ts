import { admitted } from "../../quarantine";
import type { QuarantineFacts, SwitchFacts, TenantSnapshot } from "../snapshot/types";
import { letsThrough } from "./lets-through";

/** What a switch or a quarantine can be about: a call, or what passes through to an upstream and is none. */
export type Stoppable = { agentId: string; sessionId: string } & (
  { capability: string } | { upstream: string }
);

/** Broadest first, so that the reason an agent reads is the widest stop. */
const SCOPES = ["global", "tenant", "agent", "upstream", "capability", "session"];

/** The switches that stop a call now, broadest first. */
export function switchesOn(
  { switches, capabilities }: Pick<TenantSnapshot, "switches" | "capabilities">,
  call: Stoppable,
  now: Date,
): SwitchFacts[] {
  if (switches.length === 0) return [];
  const targets: Record<string, string | null> = {
    global: null,
    tenant: null,
    agent: call.agentId,
    upstream: "upstream" in call ? call.upstream : (capabilities.get(call.capability)?.upstream.slug ?? ""),
    capability: "upstream" in call ? "" : call.capability,
    session: call.sessionId,
  };
  return switches
    .filter(({ scope, target }) => target === targets[scope])
    .filter(({ expiresAt }) => !expiresAt || expiresAt > now)
    .filter((it) => !letsThrough(it, call.sessionId))
    .toSorted((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope));
}

/** The quarantine that holds a call back; null where there is none, or its stage of release admits the call. */
export function quarantineOn(
  { quarantines, capabilities }: Pick<TenantSnapshot, "quarantines" | "capabilities">,
  call: Stoppable,
): QuarantineFacts | null {
  const held = quarantines.get(call.sessionId);
  if (!held) return null;
  // A stage of release admits capabilities; what is none waits for all of it.
  const found = "upstream" in call ? undefined : capabilities.get(call.capability);
  return found && admitted(held.admits, found) ? null : held;
}

export function switchSentence({ scope, reason }: SwitchFacts): string {
  return `Stopped (${scope}): ${reason}`;
}

export function quarantineSentence({ reason }: QuarantineFacts): string {
  return `This session is quarantined: ${reason}. People have to release it.`;
}
