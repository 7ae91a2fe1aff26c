import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError, invalidInput, notFound } from "../platform/errors";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { dropSecret, secretFields } from "../vault";
import { requireFreeName } from "./create-endpoint";
import { UpdateEndpointInput } from "./schemas";
import { ownerOf, putSecrets, secretIssues } from "./secrets";

/**
 * Changes an endpoint. Its kind stays. Another signing secret of a Slack app, or none, ends what people have bound to
 * the app before: whoever knows the secret speaks for them.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID_INPUT, VAULT_UNAVAILABLE; CONFLICT (changed meanwhile, name taken)
 */
export async function updateEndpoint(
  ctx: Ctx,
  input: UpdateEndpointInput,
): Promise<{ auditId: string; version: number }> {
  requirePermission(ctx, "notifications.manage");
  const parsed = UpdateEndpointInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, version, name, config, events, secrets } = parsed.data;
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const before = await tx.notificationEndpoint.findFirst({ where: { tenantId, id } });
    if (!before) throw notFound("endpoint");
    if (before.version !== version) throw changed();
    const kept = (await secretFields(tx, ownerOf(id))).map(({ field }) => field);
    const issues = secretIssues(config, secrets, kept);
    if (config.kind !== before.kind)
      issues.push({ path: ["config", "kind"], message: "The kind stays; make another endpoint." });
    if (issues.length > 0) throw invalidInput({ issues });
    await requireFreeName(tx, tenantId, name, id);
    const { count } = await tx.notificationEndpoint.updateMany({
      where: { id, tenantId, version },
      data: { name, config, events, version: version + 1, updatedAt: new Date() },
    });
    if (count === 0) throw changed();
    const set = await putSecrets(tx, ctx, id, secrets);
    const silent = config.kind === "slack" && !config.interactive;
    if (silent) await dropSecret(tx, ownerOf(id), "signingSecret");
    const unlinked =
      silent || set.includes("signingSecret")
        ? (await tx.slackIdentity.deleteMany({ where: { tenantId, endpointId: id } })).count
        : 0;
    const auditId = await appendLeaf(tx, ctx, {
      action: "endpoint.updated",
      subjectKind: "endpoint",
      subjectId: id,
      data: {
        // What was parsed is JSON.
        before: { name: before.name, config: before.config as JsonObject, events: before.events },
        after: { name, config: config as JsonObject, events },
        secretsSet: set,
        unlinked,
      },
    });
    return { auditId, version: version + 1 };
  });
}

export function changed(): DomainError {
  return new DomainError("CONFLICT", "The endpoint has changed since you opened it. Look at it again.");
}
