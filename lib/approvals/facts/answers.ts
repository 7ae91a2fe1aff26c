import type { Tx } from "../../platform/db";
import { ChangeNote } from "../schemas";
import type { DecisionFacts } from "../types";

/** One request of one tool in one session; in a list of them, oldest first. */
export type InSession = { id: string; status: string };

/** A call that nobody decided leaves the request for changes as unanswered as it was. */
const CAME_TO_NOTHING: readonly string[] = ["expired", "cancelled"];

export type Answers = {
  /** The request for changes that `id` answers. */
  answers: string | null;
  /** The later request that answers `id`, where that asked for changes. */
  answeredBy: string | null;
};

/** Which request answers which: the next one of the same tool in the session, until one has been decided. */
export function answersOf(requests: readonly InSession[], id: string): Answers {
  let open: string | null = null;
  const found: Answers = { answers: null, answeredBy: null };
  for (const request of requests) {
    if (request.id === id) found.answers = open;
    if (open === id) found.answeredBy = request.id;
    if (!CAME_TO_NOTHING.includes(request.status)) open = null;
    if (request.status === "changes_requested") open = request.id;
  }
  return found;
}

type Asked = { id: string; tenantId: string; sessionId: string; capability: string; agentId: string };

const NEIGHBOURS = 50;

/** The neighbours of one request among those of the same tool in its session, oldest first, itself among them. */
async function readInSession(tx: Tx, { id, tenantId, sessionId, capability, agentId }: Asked) {
  const where = { tenantId, sessionId, capability, agentId };
  const select = { id: true, status: true } as const;
  const before = await tx.approval.findMany({
    where: { ...where, id: { lte: id } },
    ...{ select, orderBy: { id: "desc" }, take: NEIGHBOURS },
  });
  const after = await tx.approval.findMany({
    where: { ...where, id: { gt: id } },
    ...{ select, orderBy: { id: "asc" }, take: NEIGHBOURS },
  });
  return [...before.reverse(), ...after];
}

export async function readAnswers(
  tx: Tx,
  approval: Asked,
): Promise<Pick<DecisionFacts, "answers" | "answeredBy">> {
  const { answers, answeredBy } = answersOf(await readInSession(tx, approval), approval.id);
  return { answers: answers === null ? null : await readRequest(tx, answers), answeredBy };
}

async function readRequest(tx: Tx, id: string): Promise<DecisionFacts["answers"]> {
  const request = await tx.approval.findUnique({
    where: { id },
    select: { arguments: true, votes: { where: { verdict: "request_changes" }, take: 1 } },
  });
  if (!request) return null;
  const [vote] = request.votes;
  const person = vote && (await tx.user.findUnique({ where: { id: vote.userId }, select: { name: true } }));
  return {
    approvalId: id,
    by: person?.name ?? "a former member",
    note: vote?.comment ?? "",
    changes: ChangeNote.array().safeParse(vote?.changes ?? []).data ?? [],
    arguments: request.arguments,
  };
}
