import { effectiveStatus } from "../../calls";
import type { Approval, Tx } from "../../platform/db";
import { describeConsequence } from "../describe";
import type { DecisionFacts, SimilarDecision } from "../types";

const SHOWN = 5;
/** Among so many of the tool's newest decided requests those of the same agent go first. */
const LOOKED_THROUGH = 200;

type Found = { id: string; ours: boolean; status: string; definitionHash: string };

type Similar = {
  similar: SimilarDecision[];
  lastApproved: DecisionFacts["lastApproved"];
  /** Of the tool, when a call of it was approved for the last time, whoever's it was. */
  lastApprovedHash: string | null;
};

/** How requests of the same tool ended before this one was held. */
export async function readSimilar(tx: Tx, approval: Approval, now: Date): Promise<Similar> {
  const { tenantId, capability, id, agentId } = approval;
  const found = await tx.$queryRaw<Found[]>`
    SELECT a.id, a.agent_id = ${agentId}::uuid AS ours, a.status, a.definition_hash AS "definitionHash" FROM approvals a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.capability = ${capability} AND a.id < ${id}::uuid
      AND (a.status <> 'pending' OR a.expires_at <= ${now})
    ORDER BY a.id DESC LIMIT ${LOOKED_THROUGH}::int`;
  const ranked = [...found.filter(({ ours }) => ours), ...found.filter(({ ours }) => !ours)];
  const last = ranked.find(({ status }) => status === "approved")?.id;
  const shown = ranked.slice(0, SHOWN).map((row) => row.id);
  const rows = await readRequests(tx, [...shown, ...(last ? [last] : [])]);
  const template = await readTemplate(tx, tenantId, capability);
  const similar = shown.flatMap((each) => {
    const row = rows.get(each);
    return row ? [toSimilar(row, { template, hash: approval.argumentsHash, now })] : [];
  });
  const approved = last ? rows.get(last) : undefined;
  return {
    similar,
    lastApproved: approved
      ? {
          approvalId: approved.id,
          decidedAt: (approved.decidedAt ?? approved.createdAt).toISOString(),
          arguments: approved.arguments,
        }
      : null,
    lastApprovedHash: found.find(({ status }) => status === "approved")?.definitionHash ?? null,
  };
}

type Request = Awaited<ReturnType<typeof findRequests>>[number] & {
  decidedBy: string | null;
  comment: string;
  outcome: string | null;
};

function findRequests(tx: Tx, ids: string[]) {
  return tx.approval.findMany({
    where: { id: { in: ids } },
    select: {
      ...{ id: true, capability: true, status: true, arguments: true, argumentsHash: true },
      ...{ consequence: true, createdAt: true, decidedAt: true, expiresAt: true, frozenAt: true },
      votes: { orderBy: { id: "desc" }, take: 1, select: { userId: true, comment: true } },
      grant: { select: { consumedByDecisionId: true } },
    },
  });
}

async function readRequests(tx: Tx, ids: string[]): Promise<ReadonlyMap<string, Request>> {
  const rows = await findRequests(tx, ids);
  const names = await tx.user.findMany({
    where: { id: { in: rows.flatMap(({ votes }) => votes.map(({ userId }) => userId)) } },
    select: { id: true, name: true },
  });
  const spent = rows.flatMap(({ grant }) => grant?.consumedByDecisionId ?? []);
  const outcomes = await tx.outcome.findMany({
    where: { decisionId: { in: spent } },
    select: { decisionId: true, status: true },
  });
  return new Map(
    rows.map((row) => {
      const [vote] = row.votes;
      const settledByPerson = ["approved", "denied", "changes_requested"].includes(row.status);
      const name = names.find((user) => user.id === vote?.userId)?.name;
      const decision = row.grant?.consumedByDecisionId;
      return [
        row.id,
        {
          ...row,
          decidedBy: settledByPerson && vote ? (name ?? "a former member") : null,
          comment: settledByPerson ? (vote?.comment ?? "") : "",
          outcome: outcomes.find(({ decisionId }) => decisionId === decision)?.status ?? null,
        },
      ];
    }),
  );
}

async function readTemplate(tx: Tx, tenantId: string, name: string): Promise<string | null> {
  const where = { tenantId_name: { tenantId, name } };
  const capability = await tx.capability.findUnique({ where, select: { consequence: true } });
  return capability?.consequence ?? null;
}

type As = { template: string | null; hash: string; now: Date };

function toSimilar(row: Request, { template, hash, now }: As): SimilarDecision {
  const status = effectiveStatus(row, now);
  return {
    id: row.id,
    consequence: describeConsequence(row.consequence ?? template, row.capability, row.arguments),
    status,
    decidedBy: row.decidedBy,
    decidedAt: (row.decidedAt ?? (status === "expired" ? row.expiresAt : null))?.toISOString() ?? null,
    comment: row.comment,
    outcome: row.outcome,
    sameArguments: row.argumentsHash === hash,
  };
}
