import { Prisma } from "../../platform/db";
import { idFloor } from "../../platform/ids";
import type { TimelineEntry } from "../types";
import { actorNames } from "./actors";
import { inOrder } from "./merge";
import { entry } from "./entry";
import type { Scope } from "./scope";

type RawDecision = {
  id: string;
  call_id: string;
  session_id: string;
  agent_id: string;
  capability: string;
  action: string;
  code: string;
  reason: string;
  decided_at: Date;
};

const ACTIONS: Readonly<Record<string, string>> = {
  ALLOW: "Allowed",
  DENY: "Denied",
  REQUIRE_APPROVAL: "Held for people",
};
const OUTCOMES: Readonly<Record<string, string>> = {
  succeeded: "Succeeded",
  tool_error: "The tool answered with an error",
  failed: "Failed; nothing ran",
  in_doubt: "In doubt",
};
const LATEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** Of the log between two pages of calls; more than that is found on the audit page. */
const MOST_LEAVES = 500;

/**
 * Everything recorded for an incident's sessions, page by page of their decisions; the outcome of a call stands on the
 * page of its decision, and what people did on the page of its time.
 */
export async function rawEntries(
  scope: Scope,
  cursor: string | undefined,
  limit: number,
): Promise<{ entries: TimelineEntry[]; nextCursor: string | null }> {
  const { tx, tenantId, sessionIds } = scope;
  const found =
    sessionIds.length === 0
      ? []
      : await tx.$queryRaw<RawDecision[]>`
        SELECT id, call_id, session_id, agent_id, capability, action, code, reason, decided_at FROM decisions
        WHERE tenant_id = ${tenantId}::uuid AND session_id = ANY (${[...sessionIds]}::uuid[])
          ${cursor === undefined ? Prisma.empty : Prisma.sql`AND id > ${cursor}::uuid`}
        ORDER BY id LIMIT ${limit + 1}`;
  const page = found.slice(0, limit);
  const more = found.length > limit;
  const last = page.at(-1);
  const first = cursor === undefined;
  const entries = [
    ...(await decisionEntries(scope, page)),
    ...(await outcomeEntries(scope, page)),
    ...(await controlEntries(scope, {
      from: first ? idFloor(scope.from.getTime()) : cursor,
      // The last page has all the rest: of a process whose clock is ahead, ids are too.
      until: more && last ? last.id : LATEST,
    })),
  ];
  return { entries: inOrder(entries), nextCursor: more ? (last?.id ?? null) : null };
}

async function decisionEntries({ tx }: Scope, rows: readonly RawDecision[]): Promise<TimelineEntry[]> {
  const names = await actorNames(
    tx,
    rows.map(({ agent_id }) => ({ actorKind: "agent", actorId: agent_id })),
  );
  return rows.map((row) =>
    entry({
      key: row.id,
      at: row.decided_at,
      group: "calls",
      kind: `decision.${row.action.toLowerCase()}`,
      title: `${ACTIONS[row.action] ?? row.action}: ${row.capability}`,
      body: row.action === "ALLOW" ? "" : `${row.code}: ${row.reason}`,
      actor: names("agent", row.agent_id),
      tone: row.action === "DENY" ? "bad" : "plain",
      href: `/sessions/${row.session_id}?call=${row.call_id}`,
    }),
  );
}

async function outcomeEntries(
  { tx, tenantId }: Scope,
  rows: readonly RawDecision[],
): Promise<TimelineEntry[]> {
  const outcomes = await tx.outcome.findMany({
    where: { tenantId, decisionId: { in: rows.map(({ id }) => id) } },
    select: { decisionId: true, status: true, errorCode: true, durationMs: true, recordedAt: true },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return outcomes.map(({ decisionId, status, errorCode, durationMs, recordedAt }) => {
    const row = byId.get(decisionId);
    return entry({
      key: `${decisionId}-outcome`,
      at: recordedAt,
      group: "calls",
      kind: `outcome.${status}`,
      title: `${OUTCOMES[status] ?? status}: ${row?.capability ?? "a call"}`,
      body: [errorCode, `${durationMs} ms`].filter(Boolean).join(", "),
      actor: "AgentGate",
      tone: status === "succeeded" ? "good" : "bad",
      href: row ? `/sessions/${row.session_id}?call=${row.call_id}` : null,
    });
  });
}

/** What people and AgentGate did to the incident, its sessions, its agent and their requests. */
async function controlEntries(
  { tx, tenantId, incident, sessionIds, switches }: Scope,
  { from, until }: { from: string; until: string },
): Promise<TimelineEntry[]> {
  const approvals = await tx.approval.findMany({
    where: { tenantId, sessionId: { in: [...sessionIds] } },
    select: { id: true },
    orderBy: { id: "desc" },
    take: 1_000,
  });
  const about = [
    incident.id,
    ...(incident.agentId === null ? [] : [incident.agentId]),
    ...sessionIds,
    ...switches.map(({ id }) => id),
    ...approvals.map(({ id }) => id),
  ];
  const leaves = await tx.auditLeaf.findMany({
    where: { tenantId, category: "control", id: { gt: from, lte: until }, subjectId: { in: about } },
    orderBy: { id: "asc" },
    take: MOST_LEAVES,
  });
  const names = await actorNames(tx, leaves);
  return leaves.map((leaf) =>
    entry({
      key: leaf.id,
      at: leaf.recordedAt,
      group: leaf.subjectKind === "approval" ? "approvals" : "people",
      kind: leaf.action,
      title: leaf.action,
      body: `${leaf.subjectKind} ${leaf.subjectId}`,
      actor: names(leaf.actorKind, leaf.actorId),
      tone: "plain",
      href: `/audit?open=${leaf.id}`,
    }),
  );
}
