import { oneCall } from "../../calls";
import type { Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { addEvent, recordChange } from "../load";
import { noteProgress } from "./progress";
import { settled, voteInWords, type Settled } from "./settle";
import { settleRow, type Compensation } from "./store";

/** Longer than a call needs to be written down as begun; younger ones are still in the hands of who began them. */
const LEFT_ALONE_MS = 5_000;

/** Compensations that are under way or wait for people, and that nobody has touched for a moment. */
export async function unsettledCompensations(
  tenantId: string,
  quietMs = LEFT_ALONE_MS,
): Promise<Compensation[]> {
  const rows = await withTenant(tenantId, (tx) =>
    tx.incidentCompensation.findMany({
      where: {
        tenantId,
        state: { in: ["running", "waiting"] },
        updatedAt: { lte: new Date(Date.now() - quietMs) },
      },
      orderBy: { decisionId: "desc" },
      take: 100,
    }),
  );
  return rows as Compensation[]; // CHECK state_known
}

/** The row as it is now. */
export function reread(row: Compensation): Promise<Compensation> {
  return withTenant(row.tenantId, async (tx) => {
    const now = await tx.incidentCompensation.findUniqueOrThrow({ where: { id: row.id } });
    return now as Compensation; // CHECK state_known
  });
}

/** Binds an attempt to the session that its call is made in; whoever is second uses the first one's. */
export async function bindSession(row: Compensation, runSessionId: string): Promise<Compensation> {
  await withTenant(row.tenantId, (tx) => settleRow(tx, row, { runSessionId }));
  return reread(row);
}

/** The one call of the attempt's session, where it was made: found again after whatever happened in between. */
export async function findRun(row: Compensation): Promise<Compensation> {
  const { tenantId, runSessionId, runCallId } = row;
  if (runCallId !== null || runSessionId === null) return row;
  return withTenant(tenantId, async (tx) => {
    const call = await tx.decision.findFirst({
      where: { tenantId, sessionId: runSessionId },
      orderBy: { id: "asc" },
      select: { callId: true },
    });
    if (!call) return row;
    await settleRow(tx, row, { runCallId: call.callId });
    return { ...row, runCallId: call.callId };
  });
}

export type Progress = { row: Compensation; call: { state: string; arguments: unknown } | null };

/** Reads the compensating call and writes down what it says. A final state is in the timeline and the audit log. */
export async function settleFromCall(ctx: Ctx, row: Compensation, principal: string): Promise<Progress> {
  const { tenantId, runCallId } = row;
  if (runCallId === null) return { row, call: null };
  return withTenant(tenantId, async (tx) => {
    const call = await oneCall(tx, tenantId, runCallId);
    if (!call) return { row, call: null };
    const asked = call.approval !== null;
    const said = call.state === "denied" && !asked ? call.reason : await saidOf(tx, runCallId, call.state);
    const { state, capability, step } = call;
    const next = settled({ state, capability, principal, said, asked, step });
    const first = await tx.decision.findUnique({ where: { id: runCallId }, select: { arguments: true } });
    const now = await write(tx, ctx, row, { ...next, approvalId: call.approval?.id ?? null });
    return { row: now, call: { state: call.state, arguments: first?.arguments } };
  });
}

/** Settles an attempt that never became a call. */
export async function settleRefused(ctx: Ctx, row: Compensation, detail: string): Promise<Compensation> {
  return withTenant(row.tenantId, (tx) =>
    write(tx, ctx, row, { state: "failed", detail, approvalId: row.approvalId }),
  );
}

async function write(
  tx: Tx,
  ctx: Ctx,
  row: Compensation,
  next: Settled & { approvalId: string | null },
): Promise<Compensation> {
  const same = row.state === next.state && row.detail === next.detail && row.approvalId === next.approvalId;
  if (same || !(await settleRow(tx, row, next))) return row;
  const now = { ...row, ...next };
  if (row.state === next.state) return now;
  const incident = await tx.incident.findUniqueOrThrow({ where: { id: row.incidentId } });
  await addEvent(tx, ctx, incident.id, {
    kind: "compensation",
    title: `${TITLES[next.state]}: ${row.capability ?? "a call"}`,
    body: next.state === "done" ? "" : next.detail,
    subject: { kind: "call", id: row.runCallId ?? row.callId },
  });
  await recordChange(tx, ctx, incident, "incident.compensation_settled", {
    decisionId: row.decisionId,
    state: next.state,
    runCallId: row.runCallId,
  });
  await noteProgress(tx, ctx, incident);
  return now;
}

const TITLES: Readonly<Record<Settled["state"], string>> = {
  running: "Compensation goes on",
  waiting: "Compensation waits for approval",
  done: "Taken back",
  failed: "Compensation failed",
};

/** Why a call ended as it did, in the words of whoever ended it. */
async function saidOf(tx: Tx, callId: string, state: string): Promise<string> {
  if (state === "changes_requested" || state === "denied" || state === "cancelled") {
    const approval = await tx.approval.findUnique({ where: { callId }, include: { votes: true } });
    if (state === "cancelled") return approval?.cancelCause ?? "";
    const last = approval?.votes.toSorted((a, b) => a.id.localeCompare(b.id)).at(-1);
    return last ? voteInWords(last) : "";
  }
  const outcome = await tx.outcome.findFirst({ where: { callId }, orderBy: { decisionId: "desc" } });
  if (state === "tool_error") return textOf(outcome?.result);
  return outcome?.errorMessage ?? outcome?.errorCode ?? "";
}

/** The first text of a tool's answer (CallToolResult); untrusted. */
function textOf(result: unknown): string {
  const content = (result as { content?: { text?: unknown }[] } | null | undefined)?.content;
  const text = Array.isArray(content) ? content.find((it) => typeof it.text === "string")?.text : undefined;
  return typeof text === "string" ? text.slice(0, 500) : "";
}
