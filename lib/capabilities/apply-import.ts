import { raiseAlert, resolveAlert } from "../platform/alerts";
import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { canonical, type JsonObject } from "../platform/json";
import { appendLeaf, appendLeaves } from "../platform/ledger";
import { appendFirstRevisions, appendRevision, type NewRevision } from "./append-revision";
import { classify } from "./definition";
import type { ImportPlan, Meeting, Offered, Registered } from "./plan-import";
import { definitionColumns, definitionOf, loadStored, specColumns, type Stored } from "./store";
import type { Suspension, Tool } from "./types";

/** Writes what was planned, in the caller's transaction. @throws DomainError CONFLICT when a review came in between. */
export async function applyImport(tx: Tx, ctx: Ctx, upstreamId: string, plan: ImportPlan): Promise<void> {
  await createAll(tx, ctx, upstreamId, plan.create);
  for (const { suspension, ...meeting } of plan.suspend) await suspend(tx, ctx, meeting, suspension);
  for (const blocked of plan.block) await block(tx, ctx, blocked);
  for (const meeting of plan.restore) await restore(tx, ctx, meeting);
  for (const before of plan.retire) await retire(tx, ctx, before);
}

async function createAll(tx: Tx, ctx: Ctx, upstreamId: string, all: readonly Offered[]): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ tool, name, hash }) => ({
    id: newId(),
    tenantId: ctx.tenantId,
    upstreamId,
    name,
    toolName: tool.name,
    ...definitionColumns(tool, hash),
    ...specColumns(classify(tool)),
  }));
  await tx.capability.createMany({ data: rows });
  const stored = await loadStored(
    tx,
    ctx.tenantId,
    rows.map(({ id }) => id),
  );
  const tools = new Map(all.map(({ tool }) => [tool.name, tool]));
  const first = stored.map((one) => ({
    stored: one,
    definition: tools.get(one.toolName) ?? definitionOf(one),
    reason: "Its upstream offers it.",
  }));
  await appendFirstRevisions(tx, ctx, first);
  const leaves = rows.map(({ id, name, definitionHash, riskLevel, operation }) => ({
    action: "capability.registered",
    subjectKind: "capability",
    subjectId: id,
    data: { name, definitionHash, riskLevel, operation },
  }));
  await appendLeaves(tx, ctx, leaves);
}

/**
 * The row takes the new definition, for people to see; the leaf and the revisions keep the one it had. Who
 * accepted what stays: it says which definition may come back without a person.
 */
async function suspend(
  tx: Tx,
  ctx: Ctx,
  { before, offered }: Meeting,
  suspension: Suspension,
): Promise<void> {
  const { old, now } = await change(tx, ctx, before, {
    ...definitionColumns(offered.tool, offered.hash),
    status: "suspended",
    suspension,
  });
  const reason = why(old, offered.tool, suspension);
  await appendRevision(tx, ctx, now, { kind: "changed", reason, definition: offered.tool });
  await raiseAlert(tx, ctx.tenantId, {
    kind: "capability.changed",
    severity: "critical",
    subjectKind: "capability",
    subjectId: before.id,
    title: `${before.name} is suspended`,
    detail:
      suspension === "rejected"
        ? `The upstream of ${before.name} offers a definition that a person has turned down. Every call of it is refused.`
        : `The upstream of ${before.name} changed its definition. Every call of it is refused until a person accepts the change.`,
  });
  await appendLeaf(tx, ctx, {
    action: "capability.suspended",
    subjectKind: "capability",
    subjectId: before.id,
    data: {
      name: before.name,
      suspension,
      before: { definitionHash: old.definitionHash, status: old.status, ...definitionOf(old) },
      after: { definitionHash: offered.hash, definition: { ...offered.tool } },
    },
  });
}

/** What is offered can be neither kept nor shown, so the row keeps what ran; it comes back with that alone. */
async function block(
  tx: Tx,
  ctx: Ctx,
  { before, reason: fault }: ImportPlan["block"][number],
): Promise<void> {
  const { now } = await change(tx, ctx, before, { status: "suspended", suspension: "changed" });
  const reason = `Its upstream offers another definition, which cannot be registered. ${fault}`;
  await appendRevision(tx, ctx, now, { kind: "changed", reason });
  const { id, name, definitionHash, status } = before;
  await raiseAlert(tx, ctx.tenantId, {
    kind: "capability.changed",
    severity: "critical",
    subjectKind: "capability",
    subjectId: id,
    title: `${name} is suspended`,
    detail: `${reason} Every call of ${name} is refused until its upstream offers one that can be.`,
  });
  await appendLeaf(tx, ctx, {
    action: "capability.suspended",
    subjectKind: "capability",
    subjectId: id,
    data: { name, suspension: "changed", reason, before: { definitionHash, status } },
  });
}

/** What a person accepted is back word for word, so nobody has to accept it again. */
async function restore(tx: Tx, ctx: Ctx, { before, offered }: Meeting): Promise<void> {
  const { now } = await change(tx, ctx, before, {
    ...definitionColumns(offered.tool, offered.hash),
    status: "active",
    suspension: null,
  });
  await settle(tx, ctx, before, now, {
    kind: "restored",
    reason: "Its upstream offers it again exactly as a person accepted it.",
    definition: offered.tool,
  });
}

async function retire(tx: Tx, ctx: Ctx, before: Registered): Promise<void> {
  const { now } = await change(tx, ctx, before, { status: "retired", suspension: null });
  await settle(tx, ctx, before, now, { kind: "retired", reason: "Its upstream no longer offers it." });
}

async function settle(
  tx: Tx,
  ctx: Ctx,
  before: Registered,
  now: Stored,
  revision: NewRevision & { kind: "restored" | "retired" },
): Promise<void> {
  await appendRevision(tx, ctx, now, revision);
  await resolveAlert(tx, ctx.tenantId, "capability.changed", before.id);
  const { name, definitionHash, status } = now;
  await appendLeaf(tx, ctx, {
    action: `capability.${revision.kind}`,
    subjectKind: "capability",
    subjectId: before.id,
    data: { name, before: before.status, after: status, definitionHash },
  });
}

type Change = Omit<Parameters<Tx["capability"]["updateMany"]>[0]["data"], "updatedAt">;

/** Under the state that the plan was made from. */
async function change(
  tx: Tx,
  ctx: Ctx,
  before: Registered,
  data: Change,
): Promise<{ old: Stored; now: Stored }> {
  const { id, definitionHash, acceptedHash, status } = before;
  const [old] = await loadStored(tx, ctx.tenantId, [id]);
  const { count } = await tx.capability.updateMany({
    where: { id, tenantId: ctx.tenantId, definitionHash, acceptedHash, status },
    data: { ...data, updatedAt: new Date() },
  });
  const [now] = await loadStored(tx, ctx.tenantId, [id]);
  if (count > 0 && old && now) return { old, now };
  throw new DomainError(
    "CONFLICT",
    `${before.name} was changed meanwhile. Import the upstream's tools again.`,
  );
}

const MEMBERS = {
  title: "title",
  description: "description",
  inputSchema: "arguments",
  outputSchema: "result",
  annotations: "annotations",
  binding: "HTTP request",
} as const;

/** One sentence on why it is suspended; names what changed, and quotes nothing of it. */
function why(old: Stored, tool: Tool, suspension: Suspension): string {
  if (suspension === "rejected") return "Its upstream offers a definition that a person has turned down.";
  const before: JsonObject = { ...definitionOf(old) };
  const after: JsonObject = { ...tool };
  const differs = (member: string) => canonical(before[member] ?? null) !== canonical(after[member] ?? null);
  const changed = Object.entries(MEMBERS).flatMap(([member, word]) => (differs(member) ? [word] : []));
  if (changed.length > 0) return `Its upstream changed: ${changed.join(", ")}.`;
  return old.status === "retired"
    ? "Its upstream offers it again, and no person has accepted it."
    : "Its upstream changed its definition.";
}
