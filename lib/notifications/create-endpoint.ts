import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { DomainError, invalidInput } from "../platform/errors";
import { newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { putSecret } from "../vault";
import { CreateEndpointInput } from "./schemas";
import { newSigningSecret, ownerOf, putSecrets, secretIssues } from "./secrets";
import type { CreatedEndpoint } from "./types";

/** More than a person can tell apart. */
const MOST = 100;

/**
 * Sets up where notifications go. The signing secret of a webhook is in the answer, and never again.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, CONFLICT (the name is taken, too many), VAULT_UNAVAILABLE
 */
export async function createEndpoint(ctx: Ctx, input: CreateEndpointInput): Promise<CreatedEndpoint> {
  requirePermission(ctx, "notifications.manage");
  const parsed = CreateEndpointInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { name, config, events, secrets } = parsed.data;
  const issues = secretIssues(config, secrets, []);
  if (issues.length > 0) throw invalidInput({ issues });
  const { tenantId, actor } = ctx;
  const id = newId();
  const secret = config.kind === "webhook" ? newSigningSecret() : null;
  return withTenant(tenantId, async (tx) => {
    await requireFreeName(tx, tenantId, name, null);
    if ((await tx.notificationEndpoint.count({ where: { tenantId } })) >= MOST)
      throw new DomainError("CONFLICT", `There are ${MOST} endpoints already. Change one that isn't needed.`);
    const { count } = await tx.notificationEndpoint.createMany({
      data: { ...{ id, tenantId, name, events, config }, kind: config.kind, createdById: actor.id },
      skipDuplicates: true,
    });
    if (count === 0) throw nameTaken();
    const set = await putSecrets(tx, ctx, id, secrets);
    if (secret !== null) await putSecret(tx, ctx, ownerOf(id), "secret", secret);
    const auditId = await appendLeaf(tx, ctx, {
      action: "endpoint.created",
      subjectKind: "endpoint",
      subjectId: id,
      data: { name, config: config as JsonObject, events, secretsSet: set }, // a parsed config is JSON
    });
    return { id, secret, auditId };
  });
}

/** @throws DomainError CONFLICT */
export async function requireFreeName(
  tx: Tx,
  tenantId: string,
  name: string,
  self: string | null,
): Promise<void> {
  const other = await tx.notificationEndpoint.findFirst({ where: { tenantId, name }, select: { id: true } });
  if (other && other.id !== self) throw nameTaken();
}

function nameTaken(): DomainError {
  const detail = "There is an endpoint of this name already.";
  return new DomainError("CONFLICT", detail, { faults: [{ pointer: "/name", detail }] });
}
