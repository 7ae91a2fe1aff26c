import { compilePolicy, type FullExplanation } from "../policy";
import { notFound } from "../platform/errors";
import { Slices } from "./breathe";
import { Counters } from "./counters";
import { Judge } from "./judge";
import { readAsTenant } from "./reading";
import { replay, type Replay } from "./replay";
import { answerOf, readCall, type StoredCall } from "./stored-decisions";
import { complete, countsBefore, loadWorld } from "./world";

/** One stored call under a draft. `again` is null where its first decision wasn't the policy's. */
export type ReplayedCall = { row: StoredCall; agent: string; again: ExplainedReplay | null };

/** `baselineWhy` is absent where no policy was in force. */
type ExplainedReplay =
  | Extract<Replay, { kind: "not_replayed" }>
  | (Extract<Replay, { kind: "replayed" }> & {
      baselineWhy: FullExplanation | undefined;
      candidateWhy: FullExplanation;
    });

/**
 * Replays one call. What its session had done before is taken as it was: what the draft would have made of the
 * earlier calls is not simulated here.
 * @throws DomainError NOT_FOUND, INVALID_INPUT (PolicyError where the document isn't a policy), UNAVAILABLE
 */
export async function replayCall(tenantId: string, document: string, callId: string): Promise<ReplayedCall> {
  const candidate = new Judge(compilePolicy(document));
  return readAsTenant(tenantId, async (client) => {
    const row = await readCall(client, tenantId, callId);
    if (!row) throw notFound("call");
    const world = await loadWorld(client, tenantId);
    await complete(client, world, [row], new Slices());
    const agent = world.agents.get(row.agentId)?.name ?? "unknown agent";
    const answer = answerOf(row);
    if (answer.of === "rate_limit")
      return { row, agent, again: { kind: "not_replayed", cause: "counters" } as const };
    if (answer.of !== "policy") return { row, agent, again: null };
    const counters = new Counters();
    const before = row.sessionId === null ? [] : [row.sessionId];
    for (const counts of (await countsBefore(client, tenantId, before, row.id)).values())
      counters.addEarlier(counts);
    const again = replay(row, answer.action, world, counters, candidate);
    if (again.kind !== "replayed") return { row, agent, again };
    const baseline = row.revisionId === null ? null : world.revisions.get(row.revisionId);
    const { request } = again;
    return {
      row,
      agent,
      again: { ...again, baselineWhy: baseline?.explain(request), candidateWhy: candidate.explain(request) },
    };
  });
}
