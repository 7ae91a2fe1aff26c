import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import { appendLeaf } from "../platform/ledger";
import { openSecrets, putSecret } from "../vault";
import { EndpointRef } from "./schemas";
import { newSigningSecret, OVERLAP_MS, ownerOf } from "./secrets";
import type { RotatedSecret } from "./types";
import { changed } from "./update-endpoint";

/**
 * Gives a webhook a new signing secret, shown in the answer and never again. For a day the one before signs as well; an
 * earlier one that still did ends at once.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, VAULT_UNAVAILABLE; CONFLICT (another kind, two at once)
 */
export async function rotateSecret(ctx: Ctx, input: EndpointRef): Promise<RotatedSecret> {
  requirePermission(ctx, "notifications.manage");
  const parsed = EndpointRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id } = parsed.data;
  const { tenantId } = ctx;
  const old = (await openSecrets(tenantId, ownerOf(id))).get("secret");
  const secret = newSigningSecret();
  return withTenant(tenantId, async (tx) => {
    const endpoint = await tx.notificationEndpoint.findFirst({ where: { tenantId, id } });
    if (!endpoint) throw notFound("endpoint");
    if (endpoint.kind !== "webhook" || old === undefined)
      throw new DomainError("CONFLICT", "Only a webhook has a signing secret of ours.");
    const { version } = endpoint;
    const { count } = await tx.notificationEndpoint.updateMany({
      where: { id, tenantId, version },
      data: { version: version + 1, updatedAt: new Date() },
    });
    if (count === 0) throw changed();
    await putSecret(tx, ctx, ownerOf(id), "previousSecret", old);
    await putSecret(tx, ctx, ownerOf(id), "secret", secret);
    const auditId = await appendLeaf(tx, ctx, {
      action: "endpoint.secret_rotated",
      subjectKind: "endpoint",
      subjectId: id,
      data: { name: endpoint.name },
    });
    return { secret, previousUntil: new Date(Date.now() + OVERLAP_MS).toISOString(), auditId };
  });
}
