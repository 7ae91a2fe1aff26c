import { matchGroups, sum } from "./matching";
import { type RequestFacts, type VoteFacts } from "./request-facts";
import type { ChainStep } from "./schemas";
import type { FrozenChain, GroupProgress } from "./types";

/** What counts towards one step of a request: its groups' places, and the groups of each approval in it. */
export function tallyOf(chain: FrozenChain, step: number, votes: readonly VoteFacts[]) {
  const quorums = (chain.steps[step]?.groups ?? []).map(({ quorum }) => quorum);
  const voters = votes
    .filter((vote) => vote.verdict === "approve" && vote.step === step)
    .map(({ groups }) => groups);
  return { quorums, voters };
}

/** How far each group of a step has come, by the best use of the approvals that there are. */
export function groupProgress(
  chain: FrozenChain,
  step: number,
  votes: readonly VoteFacts[],
): GroupProgress[] {
  const { quorums, voters } = tallyOf(chain, step, votes);
  const { filled } = matchGroups(quorums, voters);
  const groups: ChainStep["groups"] = chain.steps[step]?.groups ?? [];
  return groups.map(({ name, quorum }, index) => ({ name, have: filled[index] ?? 0, need: quorum }));
}

/** Are the quorums of all its groups filled by different people? */
export function isStepDone(chain: FrozenChain, step: number, votes: readonly VoteFacts[]): boolean {
  const { quorums, voters } = tallyOf(chain, step, votes);
  return sum(matchGroups(quorums, voters).filled) === sum(quorums);
}

/** The names of the open step's groups that still lack approvals. */
export function waitsFor({ chain, step, votes }: Pick<RequestFacts, "chain" | "step" | "votes">): string[] {
  return groupProgress(chain, step, votes)
    .filter(({ have, need }) => have < need)
    .map(({ name }) => name);
}
