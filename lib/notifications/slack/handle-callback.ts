import { approve, deny } from "../../approvals";
import type { Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import type { JsonObject } from "../../platform/json";
import { loadAccount } from "../../tenants";
import { openSecrets } from "../../vault";
import { escapeSlack } from "../channels/slack";
import { linkTo } from "../facts";
import { EndpointConfig } from "../schemas";
import { ownerOf } from "../secrets";
import { headline, line } from "../words";
import { makeLinkToken } from "./link-token";
import { readCallback, type SlackCallback, type SlackDecision } from "./payload";
import { isSigned, isTimely, onceHash, slackSignature } from "./verify";

export type SlackRequest = {
  tenantId: string;
  endpointId: string;
  timestamp: string;
  signature: string;
  rawBody: string;
};

/** What Slack is answered: seen by the one who pressed, or in the message's place. And where it wants that sent. */
export type SlackAnswer = { message: JsonObject; responseUrl: string | null };

/**
 * What somebody pressed in Slack. Its signature says that it comes from Slack, its hash that it comes once, the binding
 * who that is; and then it is that person's vote, by the same verbs as everywhere, without a proof of who they are.
 * @throws DomainError UNAUTHENTICATED (signature, time, no such endpoint), CONFLICT (sent twice), INVALID_INPUT
 */
export async function handleSlackCallback(request: SlackRequest): Promise<SlackAnswer> {
  const { tenantId, endpointId, timestamp, signature, rawBody } = request;
  if (!isTimely(timestamp, Date.now())) throw unknown();
  const secret = await signingSecret(tenantId, endpointId);
  if (secret === null || !isSigned(secret, timestamp, rawBody, signature)) throw unknown();
  const callback = readCallback(rawBody);
  if (callback === null)
    throw new DomainError("INVALID_INPUT", "This is no callback of a button that AgentGate sent.");
  const hash = onceHash(slackSignature(secret, timestamp, rawBody));
  const { first, userId } = await withTenant(tenantId, async (tx) => ({
    first: await takeOnce(tx, tenantId, hash),
    userId: await boundTo(tx, { tenantId, endpointId, callback }),
  }));
  if (!first) throw new DomainError("CONFLICT", "This callback was accepted before.");
  const ctx = userId === null ? null : await ctxOf(tenantId, userId);
  const message =
    ctx === null ? askToLink(tenantId, endpointId, callback) : await decided(ctx, callback.decision);
  return { message, responseUrl: callback.responseUrl };
}

/** Of an endpoint that is on and has buttons; null: there is no such door. */
async function signingSecret(tenantId: string, endpointId: string): Promise<string | null> {
  const endpoint = await withTenant(tenantId, (tx) =>
    tx.notificationEndpoint.findFirst({ where: { tenantId, id: endpointId, enabled: true } }),
  );
  const config = EndpointConfig.safeParse(endpoint?.config);
  if (!config.success || config.data.kind !== "slack" || !config.data.interactive) return null;
  return (await openSecrets(tenantId, ownerOf(endpointId))).get("signingSecret") ?? null;
}

async function takeOnce(tx: Tx, tenantId: string, hash: string): Promise<boolean> {
  const { count } = await tx.slackCallback.createMany({ data: { tenantId, hash }, skipDuplicates: true });
  return count === 1;
}

type Pressed = { tenantId: string; endpointId: string; callback: SlackCallback };

async function boundTo(tx: Tx, { tenantId, endpointId, callback }: Pressed): Promise<string | null> {
  const { teamId: slackTeamId, userId: slackUserId } = callback.account;
  const identity = await tx.slackIdentity.findFirst({
    where: { tenantId, endpointId, slackTeamId, slackUserId },
  });
  return identity?.userId ?? null;
}

/** The person as they are now; null where they are no member any more. Without authenticatedAt: Slack proves nothing. */
async function ctxOf(tenantId: string, userId: string): Promise<Ctx | null> {
  const account = await loadAccount(userId);
  const membership = account?.memberships.find((one) => one.tenantId === tenantId);
  if (!account || account.disabled || !membership) return null;
  const actor = { kind: "user", id: userId, label: account.name, roles: membership.roles } as const;
  return { tenantId, actor, requestId: newId() };
}

async function decided(ctx: Ctx, decision: SlackDecision): Promise<JsonObject> {
  const { approvalId } = decision;
  const card = `<${linkTo(`/approvals/${approvalId}`)}|Open the card>`;
  try {
    const { status } =
      decision.verdict === "approve"
        ? await approve(ctx, { approvalId }, { via: "slack" })
        : await deny(ctx, { approvalId, reason: decision.reason }, { via: "slack" });
    if (status === "pending") return only(`Your vote counts. It waits for others as well. ${card}`);
    return { replace_original: true, text: `${await outcome(ctx, approvalId, status)} ${card}` };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const why =
      error.code === "STEP_UP_REQUIRED" ? "This is approved on its card only." : escapeSlack(error.message);
    return only(`${why} ${card}`);
  }
}

/** In the place of the message with the buttons, for all who read the channel. */
async function outcome({ tenantId, actor }: Ctx, id: string, status: string): Promise<string> {
  const select = { capability: true, riskLevel: true } as const;
  const approval = await withTenant(tenantId, (tx) =>
    tx.approval.findFirst({ where: { tenantId, id }, select }),
  );
  const { capability, riskLevel: risk } = approval ?? {};
  const decidedBy = actor.kind === "user" ? actor.label : "";
  const data = { capability: capability ?? "", risk: risk ?? "", decidedBy, link: "" };
  return escapeSlack(`${headline({ type: `approval.${status}`, data })}.`);
}

function askToLink(tenantId: string, endpointId: string, { account }: SlackCallback): JsonObject {
  const { teamId, userId, name } = account;
  const token = makeLinkToken({ tenantId, endpointId, teamId, userId, name: line(name, 100) });
  const link = linkTo(`/notifications/slack/link?token=${encodeURIComponent(token)}`);
  return only(
    `Nothing was decided: AgentGate does not know whose account this is. <${link}|Say that it is yours>, within 10 minutes, and press again.`,
  );
}

/** To whoever pressed, and nobody else. */
const only = (text: string) => ({ response_type: "ephemeral", replace_original: false, text });

/** Why isn't said: whoever isn't Slack learns nothing, not even which endpoints there are. */
function unknown(): DomainError {
  return new DomainError("UNAUTHENTICATED", "The signature, its time or the address is not valid.");
}
