import { hashOf, isObject, type JsonObject } from "../platform/json";
import { REDACTED, type PolicyDecision, type PolicyRequest } from "../policy";
import type { Counters } from "./counters";
import type { Judge } from "./judge";
import { eitherReads } from "./reads";
import type { StoredDecision } from "./stored-decisions";
import type { ImpactAction, NotReplayedCause } from "./types";
import type { World } from "./world";

/** What a stored decision becomes. `baseline` is null where no policy was in force, and so every call denied. */
export type Replay =
  | { kind: "not_replayed"; cause: NotReplayedCause }
  | {
      kind: "replayed";
      was: ImpactAction;
      /** The facts, with the counts that the candidate would see now; they change as the session goes on. */
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
  if (row.excepted) return not("exception");
  const baseline = row.revisionId === null ? null : world.revisions.get(row.revisionId);
  if (baseline === undefined || (baseline === null && row.revisionId !== null))
    return not("baseline_unknown");
  const facts = factsOf(row, world);
  if (typeof facts === "string") return not(facts);
  const { agent, session, capability } = facts;
  const { name } = capability.facts;
  const reads = eitherReads(candidate.reads(agent.name, name), baseline && baseline.reads(agent.name, name));
  if (reads.taint && session.taint.length > 0) return not("taint");
  const args = reads.args ? argumentsOf(row) : {};
  if (typeof args === "string") return not(args);
  // Nothing tells a redacted context from one that says so.
  if (reads.context && row.context?.includes(REDACTED)) return not("arguments_redacted");
  const request: PolicyRequest = {
    principal: { id: row.agentId, name: agent.name },
    tenant: world.tenant,
    session: reads.counts ? { ...session, counts: counters.recorded } : session,
    capability: capability.facts,
    args,
    context: reads.context && row.context !== null ? objectOf(row.context) : {},
    env: { name: agent.environment },
    now: new Date(row.decidedAt),
  };
  const before = baseline && baseline.decide(request);
  if ((before?.action ?? "DENY") !== was || (before?.ruleId ?? null) !== row.ruleId)
    return not("baseline_differs");
  if (reads.counts) request.session.counts = counters.simulated;
  return withLimit(
    {
      kind: "replayed",
      was,
      request,
      baseline: before,
      candidate: candidate.decide(request),
      approximate: reads.counts || capability.updatedAt.getTime() > row.decidedAt,
    },
    counters,
  );
}

/** The candidate's own rate limit comes after its rules, as in the gateway. */
function withLimit(again: Extract<Replay, { kind: "replayed" }>, counters: Counters): Replay {
  const { candidate, request } = again;
  const { rateLimit } = candidate.obligations;
  if (!rateLimit) return again;
  if (!counters.isOverLimit(candidate, request.now.getTime())) return { ...again, approximate: true };
  const reason = `The limit of ${rateLimit.calls} calls in ${rateLimit.perSeconds} seconds would be used up.`;
  return { ...again, candidate: { ...candidate, action: "DENY", reason }, approximate: true };
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

/** The call's arguments, or why they can't be had as they were. */
export function argumentsOf(row: StoredDecision): JsonObject | NotReplayedCause {
  if (row.arguments === null) return "arguments_missing";
  const args = objectOf(row.arguments);
  // Hashing each call's arguments would take longer than all the rest; the mark is there wherever the hash differs.
  const suspect = row.arguments.includes(REDACTED);
  return suspect && hashOf(args) !== row.argumentsHash ? "arguments_redacted" : args;
}

/** A stored JSON object; anything else is empty. */
export function objectOf(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}
