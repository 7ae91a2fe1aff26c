import { hashOf, isObject, type JsonObject } from "../platform/json";
import type { PolicyDecision, PolicyRequest, SessionCounts } from "../policy";
import type { Counters } from "./counters";
import type { Judge } from "./judge";
import type { StoredDecision } from "./stored-decisions";
import type { ImpactAction, NotReplayedCause } from "./types";
import type { World } from "./world";

/** What a stored decision becomes. `baseline` is null where no policy was in force, and so every call denied. */
export type Replay =
  | { kind: "not_replayed"; cause: NotReplayedCause }
  | {
      kind: "replayed";
      /** The facts, with the counts that the candidate would see. */
      request: PolicyRequest;
      baseline: PolicyDecision | null;
      candidate: PolicyDecision;
      /** Leans on counters that were simulated, or on what the registry has been told since. */
      approximate: boolean;
    };

/**
 * Decides a stored call again. Exactness is proved: the revision that decided it is asked on the same rebuilt
 * facts, and has to give the recorded action and rule, else the facts aren't what it was decided on.
 */
export function replay(
  row: StoredDecision,
  was: ImpactAction,
  world: World,
  counters: Counters,
  candidate: Judge,
): Replay {
  const baseline = row.revisionId === null ? null : world.revisions.get(row.revisionId);
  if (baseline === undefined || (baseline === null && row.revisionId !== null))
    return not("baseline_unknown");
  if (row.excepted) return not("exception");
  const facts = factsOf(row, world);
  if (typeof facts === "string") return not(facts);
  const { agent, session, capability } = facts;
  const judges = baseline ? [baseline, candidate] : [candidate];
  const reads = judges.map((judge) => judge.reads(agent.name, capability.facts.name));
  if (session.taint.length > 0 && reads.some(({ taint }) => taint)) return not("taint");
  const args = reads.some((it) => it.args) ? argumentsOf(row) : {};
  if (typeof args === "string") return not(args);
  const request = (counts: SessionCounts): PolicyRequest => ({
    principal: { id: row.agentId, name: agent.name },
    tenant: world.tenant,
    session: { ...session, counts: { ...counts } },
    capability: capability.facts,
    args,
    context: row.context === null ? {} : objectOf(row.context),
    env: { name: agent.environment },
    now: row.decidedAt,
  });
  const before = baseline?.decide(request(counters.recorded)) ?? null;
  if ((before?.action ?? "DENY") !== was || (before?.ruleId ?? null) !== row.ruleId)
    return not("baseline_differs");
  const would = request(counters.simulated);
  return {
    kind: "replayed",
    request: would,
    baseline: before,
    candidate: candidate.decide(would),
    approximate: capability.updatedAt > row.decidedAt || reads.some(({ counts }) => counts),
  };
}

function not(cause: NotReplayedCause): Replay {
  return { kind: "not_replayed", cause };
}

function factsOf(row: StoredDecision, world: World) {
  const agent = world.agents.get(row.agentId);
  if (!agent) return "agent_unknown";
  const session = row.sessionId === null ? undefined : world.sessions.get(row.sessionId);
  if (!session) return "session_unknown";
  const capability = row.capabilityId === null ? undefined : world.capabilities.get(row.capabilityId);
  if (!capability || capability.status === "retired") return "tool_removed";
  const { facts, definitionHash } = capability;
  const same =
    definitionHash === row.definitionHash &&
    facts.name === row.capability &&
    // Without a policy the recorded level is the registry's own, which may be missing.
    (facts.riskLevel ?? "HIGH") === (row.riskLevel ?? "HIGH");
  return same ? { agent, session, capability } : "tool_changed";
}

const REDACTED = "[redacted]";

function argumentsOf(row: StoredDecision): JsonObject | NotReplayedCause {
  if (row.arguments === null) return "arguments_missing";
  const args = objectOf(row.arguments);
  // Hashing each call's arguments would take longer than all the rest; the mark is there wherever the hash differs.
  const suspect = row.arguments.includes(REDACTED);
  return suspect && hashOf(args) !== row.argumentsHash ? "arguments_redacted" : args;
}

function objectOf(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}
