import { createHash } from "node:crypto";
import type { Ctx } from "../ctx";
import type { Tx } from "../db";
import { newId } from "../ids";
import { canonical, type JsonObject } from "../json";

export type Leaf = { action: string; subjectKind: string; subjectId: string; data: JsonObject };

/**
 * Writes one audit leaf in the caller's transaction, so that the change and its record stand or fall
 * together. The canonical bytes (RFC 8785) that are hashed are the bytes that are stored.
 * @returns the leaf's id, which the console shows as the receipt of the action.
 */
export async function appendLeaf(tx: Tx, ctx: Ctx, leaf: Leaf): Promise<string> {
  const id = newId();
  const actor = { kind: ctx.actor.kind, id: ctx.actor.id };
  const bytes = leafBytes({ id, tenantId: ctx.tenantId, actor, requestId: ctx.requestId, leaf });
  await tx.auditLeaf.createMany({
    data: {
      id,
      tenantId: ctx.tenantId,
      category: "control",
      action: leaf.action,
      actorKind: actor.kind,
      actorId: actor.id,
      subjectKind: leaf.subjectKind,
      subjectId: leaf.subjectId,
      bytes: new Uint8Array(Buffer.from(bytes)),
      hash: new Uint8Array(createHash("sha256").update(bytes).digest()),
    },
  });
  return id;
}

type LeafParts = {
  id: string;
  tenantId: string;
  actor: { kind: string; id: string };
  requestId: string;
  leaf: Leaf;
};

/** The text of a leaf; also what the gateway's group commit stores for decisions and outcomes. */
export function leafBytes({ id, tenantId, actor, requestId, leaf }: LeafParts): string {
  const { action, subjectKind, subjectId, data } = leaf;
  return canonical({
    v: 1,
    id,
    tenantId,
    actor,
    requestId,
    action,
    subject: { kind: subjectKind, id: subjectId },
    data,
  });
}
