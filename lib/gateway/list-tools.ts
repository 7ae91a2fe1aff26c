import { DomainError } from "../platform/errors";
import { couldAllow } from "../policy";
import { policyFor, snapshots, type CapabilityFacts } from "./snapshot";
import type { Caller } from "./types";

/**
 * The tools this agent's policy could ever let it use, by name. What it could never use it does not even see;
 * seeing a tool promises nothing.
 */
export async function listTools(caller: Caller, upstream?: string): Promise<CapabilityFacts[]> {
  const snapshot = await snapshots().current(caller.tenantId);
  if (!snapshot) throw new DomainError("UNAUTHENTICATED", "The tenant of this API key does not exist.");
  const policy = policyFor(snapshot, caller.agentId);
  if (!policy) return [];
  return [...snapshot.capabilities.values()]
    .filter((it) => it.status === "active" && (upstream === undefined || it.upstream.slug === upstream))
    .filter((it) => couldAllow(policy.compiled, caller.agentName, it.name, snapshot.exceptions))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
