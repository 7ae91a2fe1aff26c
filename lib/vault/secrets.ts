import type { Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { newId } from "../platform/ids";
import { seal, unseal } from "./seal";

export type SecretOwner = { kind: "credential" | "upstream" | "endpoint"; id: string };

/** Where a secret belongs; part of what is authenticated, so that no row can stand in for another. */
export const secretPlace = (tenantId: string, owner: SecretOwner, field: string) =>
  `agentgate:secret:${tenantId}:${owner.kind}:${owner.id}:${field}`;

/** Keeps a secret in the caller's transaction; an earlier one of the same field is gone. */
export async function putSecret(
  tx: Tx,
  ctx: Ctx,
  owner: SecretOwner,
  field: string,
  text: string,
): Promise<void> {
  const { tenantId, actor } = ctx;
  await dropSecret(tx, owner, field);
  await tx.secret.createMany({
    data: {
      id: newId(),
      tenantId,
      ownerKind: owner.kind,
      ownerId: owner.id,
      field,
      ...seal(text, secretPlace(tenantId, owner, field)),
      createdById: actor.kind === "user" ? actor.id : null,
    },
  });
}

export async function dropSecret(tx: Tx, owner: SecretOwner, field: string): Promise<void> {
  await tx.secret.deleteMany({ where: { ownerKind: owner.kind, ownerId: owner.id, field } });
}

/** Which secrets an owner has, and since when: all that anybody gets to see. */
export async function secretFields(tx: Tx, owner: SecretOwner): Promise<{ field: string; setAt: Date }[]> {
  const where = { ownerKind: owner.kind, ownerId: owner.id };
  const rows = await tx.secret.findMany({ where, orderBy: { field: "asc" } });
  return rows.map(({ field, createdAt }) => ({ field, setAt: createdAt }));
}

/** The texts, by field. For who has to send them. @throws DomainError VAULT_UNAVAILABLE */
export async function openSecrets(tenantId: string, owner: SecretOwner): Promise<Map<string, string>> {
  const where = { ownerKind: owner.kind, ownerId: owner.id };
  const rows = await withTenant(tenantId, (tx) => tx.secret.findMany({ where }));
  return new Map(rows.map((row) => [row.field, unseal(row, secretPlace(tenantId, owner, row.field))]));
}
