import type { Ctx } from "../platform/ctx";
import { isTaken, type Prisma, type Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { newId } from "../platform/ids";
import { definitionOf, specOf, type Stored } from "./store";
import type { RevisionKind, Tool } from "./types";

/** What became of a capability, and the words for it. `definition` where the upstream has just offered it. */
export type NewRevision = { kind: RevisionKind; reason: string; definition?: Tool };

/**
 * Writes the next revision of a capability in the caller's transaction, which has just written the row and so
 * holds its lock: nobody else counts on at the same time.
 * @param stored the row as it is now.
 * @throws DomainError CONFLICT where somebody wrote past the row's lock.
 */
export async function appendRevision(
  tx: Tx,
  ctx: Ctx,
  stored: Stored,
  { kind, reason, definition }: NewRevision,
): Promise<void> {
  const last = await tx.capabilityRevision.findFirst({
    where: { tenantId: ctx.tenantId, capabilityId: stored.id },
    orderBy: { number: "desc" },
    select: { number: true, definitionHash: true, definition: true },
  });
  // The columns keep what is enforced and shown; the last revision has the definition word for word.
  const same = last?.definitionHash === stored.definitionHash ? (last.definition as Tool) : undefined;
  const tool = definition ?? same ?? definitionOf(stored);
  const data = revisionRow(ctx, stored, { kind, reason, definition: tool }, (last?.number ?? 0) + 1);
  try {
    await tx.capabilityRevision.createMany({ data });
  } catch (error) {
    if (!isTaken(error)) throw error;
    const detail = `${stored.name} was changed at the same moment. Look at it again.`;
    throw new DomainError("CONFLICT", detail, { cause: error });
  }
}

/** The first revision of each of these new capabilities. */
export async function appendFirstRevisions(
  tx: Tx,
  ctx: Ctx,
  all: readonly { stored: Stored; definition: Tool; reason: string }[],
): Promise<void> {
  await tx.capabilityRevision.createMany({
    data: all.map(({ stored, definition, reason }) =>
      revisionRow(ctx, stored, { kind: "imported", reason, definition }, 1),
    ),
  });
}

function revisionRow(ctx: Ctx, stored: Stored, revision: Required<NewRevision>, number: number) {
  return {
    id: newId(),
    tenantId: ctx.tenantId,
    capabilityId: stored.id,
    number,
    kind: revision.kind,
    status: stored.status,
    definitionHash: stored.definitionHash,
    definition: revision.definition as Prisma.InputJsonObject, // safe because a Tool has JSON values only
    spec: specOf(stored) as Prisma.InputJsonObject,
    authorId: ctx.actor.kind === "user" ? ctx.actor.id : null,
    reason: revision.reason,
  };
}
