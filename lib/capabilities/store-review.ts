import { resolveAlert } from "../platform/alerts";
import type { Ctx } from "../platform/ctx";
import type { Tx } from "../platform/db";
import { DomainError, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { appendRevision } from "./append-revision";
import { acceptedDefinition } from "./revisions";
import { findCapability, isBlocked, specColumns, specOf, toDetail, toRow, type Stored } from "./store";
import type { CapabilitySpec, JudgedCapability } from "./types";

/** The capability, as long as what the person saw of it is still what there is. @throws DomainError NOT_FOUND, CONFLICT */
export async function loadSeen(
  tx: Tx,
  ctx: Ctx,
  seen: { capabilityId: string; definitionHash: string; updatedAt?: string },
): Promise<Stored> {
  const stored = await findCapability(tx, ctx.tenantId, seen.capabilityId);
  if (!stored) throw notFound("capability");
  if (stored.definitionHash !== seen.definitionHash) throw changed();
  if (seen.updatedAt !== undefined && stored.updatedAt.toISOString() !== seen.updatedAt) throw changed();
  if (stored.status === "retired") {
    const detail = "Its upstream no longer offers this tool, so there is nothing to review.";
    throw new DomainError("CONFLICT", detail);
  }
  if (isBlocked(stored)) {
    const detail =
      "Its upstream offers a definition that cannot be registered, so there is nothing to review. It runs again once the accepted one is back.";
    throw new DomainError("CONFLICT", detail);
  }
  return stored;
}

function changed(): DomainError {
  return new DomainError("CONFLICT", "The capability has changed since you opened it. Look at it again.");
}

/**
 * Accepts the present definition with this spec, in the caller's transaction: active from now on, with its
 * revision and leaf, and nobody has to be alarmed any longer.
 * @throws DomainError CONFLICT where somebody wrote the row since it was loaded.
 */
export async function storeReview(
  tx: Tx,
  ctx: Ctx,
  stored: Stored,
  { spec, reason }: { spec: CapabilitySpec; reason: string },
): Promise<JudgedCapability> {
  const { definitionHash } = stored;
  const { before, after } = await judge(tx, ctx, stored, {
    ...specColumns(spec),
    status: "active",
    suspension: null,
    acceptedHash: definitionHash,
    reviewedById: ctx.actor.kind === "user" ? ctx.actor.id : null,
    reviewedAt: new Date(),
  });
  await appendRevision(tx, ctx, after, { kind: "reviewed", reason });
  const auditId = await appendLeaf(tx, ctx, {
    action: "capability.reviewed",
    subjectKind: "capability",
    subjectId: stored.id,
    data: {
      name: stored.name,
      definitionHash,
      reason,
      before,
      after: { status: "active", spec: specOf(after) },
    },
  });
  return { ...toDetail(after, null), auditId };
}

/** Turns the present definition down, in the caller's transaction. @throws DomainError CONFLICT like storeReview. */
export async function storeRejection(
  tx: Tx,
  ctx: Ctx,
  stored: Stored,
  reason: string,
): Promise<JudgedCapability> {
  const { before, after } = await judge(tx, ctx, stored, { status: "suspended", suspension: "rejected" });
  await appendRevision(tx, ctx, after, { kind: "rejected", reason });
  const auditId = await appendLeaf(tx, ctx, {
    action: "capability.rejected",
    subjectKind: "capability",
    subjectId: stored.id,
    data: {
      name: stored.name,
      definitionHash: stored.definitionHash,
      reason,
      before: { status: before.status, reviewed: before.reviewed },
      after: { status: "suspended", suspension: "rejected" },
    },
  });
  return { ...toDetail(after, await acceptedDefinition(tx, after)), auditId };
}

type Change = Omit<Parameters<Tx["capability"]["updateMany"]>[0]["data"], "updatedAt">;
type Before = { status: string; reviewed: boolean; spec: CapabilitySpec };

/** A person's verdict ends the alarm, whichever way it went. */
async function judge(
  tx: Tx,
  ctx: Ctx,
  stored: Stored,
  data: Change,
): Promise<{ before: Before; after: Stored }> {
  const { id, definitionHash, updatedAt } = stored;
  const { count } = await tx.capability.updateMany({
    where: { id, tenantId: ctx.tenantId, definitionHash, updatedAt },
    data: { ...data, updatedAt: new Date() },
  });
  const after = await findCapability(tx, ctx.tenantId, id);
  if (count === 0 || !after) throw changed();
  await resolveAlert(tx, ctx.tenantId, "capability.changed", id);
  const { status, reviewed } = toRow(stored);
  return { before: { status, reviewed, spec: specOf(stored) }, after };
}
