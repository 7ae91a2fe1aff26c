import { provedRecently } from "../../tenants";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError, invalidInput, notFound } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { appendLeaf } from "../../platform/ledger";
import { LinkSlackInput, SlackIdentityRef } from "../schemas";
import { readLinkToken, type SlackClaim } from "./link-token";
import { onceHash } from "./verify";

/** What a link would bind, for the page that asks. @throws DomainError FORBIDDEN; NOT_FOUND (used up, too old, of another tenant) */
export async function readSlackLink(
  ctx: Ctx,
  input: LinkSlackInput,
): Promise<Pick<SlackClaim, "teamId" | "userId" | "name"> & { endpoint: string }> {
  requirePermission(ctx, "approvals.decide");
  const claim = claimOf(ctx, input);
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    const hash = onceHash(LinkSlackInput.parse(input).token);
    const used = await tx.slackCallback.findFirst({ where: { tenantId, hash } });
    const endpoint = await tx.notificationEndpoint.findFirst({ where: { tenantId, id: claim.endpointId } });
    if (used || !endpoint?.enabled) throw expired();
    const { teamId, userId, name } = claim;
    return { teamId, userId, name, endpoint: endpoint.name };
  });
}

/**
 * The signed-in person says that a Slack account is theirs: from then on it may decide in their name. Needs a recent
 * proof of who they are; works once per link.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND (used up, too old, of another tenant), STEP_UP_REQUIRED
 */
export async function linkSlack(ctx: Ctx, input: LinkSlackInput): Promise<{ auditId: string }> {
  requirePermission(ctx, "approvals.decide");
  const claim = claimOf(ctx, input);
  const { tenantId, actor } = ctx;
  if (actor.kind !== "user") throw new DomainError("FORBIDDEN", "Only a person has a Slack account.");
  if (!provedRecently(actor))
    throw new DomainError(
      "STEP_UP_REQUIRED",
      "Linking an account needs a proof of who you are from the last 15 minutes.",
    );
  const { endpointId, teamId: slackTeamId, userId: slackUserId } = claim;
  return withTenant(tenantId, async (tx) => {
    const { count } = await tx.slackCallback.createMany({
      data: { tenantId, hash: onceHash(input.token) },
      skipDuplicates: true,
    });
    const endpoint = await tx.notificationEndpoint.findFirst({ where: { tenantId, id: endpointId } });
    if (count === 0 || !endpoint?.enabled) throw expired();
    const where = { tenantId, endpointId, slackTeamId, slackUserId };
    await tx.slackIdentity.deleteMany({ where });
    await tx.slackIdentity.create({ data: { ...where, id: newId(), userId: actor.id } });
    const auditId = await appendLeaf(tx, ctx, {
      action: "slack.linked",
      subjectKind: "user",
      subjectId: actor.id,
      data: { endpointId, slackTeamId, slackUserId },
    });
    return { auditId };
  });
}

/** Takes a binding back: one's own, or with the right to manage notifications anybody's. @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND */
export async function unlinkSlack(ctx: Ctx, input: SlackIdentityRef): Promise<{ auditId: string }> {
  const parsed = SlackIdentityRef.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { tenantId, actor } = ctx;
  return withTenant(tenantId, async (tx) => {
    const found = await tx.slackIdentity.findFirst({ where: { tenantId, id: parsed.data.id } });
    if (found?.userId !== actor.id) requirePermission(ctx, "notifications.manage");
    if (!found) throw notFound("linked account");
    await tx.slackIdentity.deleteMany({ where: { id: found.id, tenantId } });
    const { endpointId, slackTeamId, slackUserId } = found;
    const auditId = await appendLeaf(tx, ctx, {
      action: "slack.unlinked",
      subjectKind: "user",
      subjectId: found.userId,
      data: { endpointId, slackTeamId, slackUserId },
    });
    return { auditId };
  });
}

function claimOf(ctx: Ctx, input: LinkSlackInput): SlackClaim {
  const parsed = LinkSlackInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const claim = readLinkToken(parsed.data.token);
  if (claim?.tenantId !== ctx.tenantId) throw expired();
  return claim;
}

function expired(): DomainError {
  return new DomainError(
    "NOT_FOUND",
    "This link is used up, too old, or for another tenant. Press the button in Slack again.",
  );
}
