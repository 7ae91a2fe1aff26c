import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput, notFound } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { logger } from "../../platform/log";
import { endTestKey, issueTestKey } from "../../tenants";
import { TryCapabilityInput } from "../schemas";
import type { TrialAnswer } from "../types";
import { callTool, endSession, openSession } from "./front-door";

/**
 * Calls a capability for real, as the person's own test agent, through the gateway's front door. A call that people
 * hold keeps its session, so that the same trial in it again finds their answer.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND, UNAVAILABLE where the gateway does not answer
 */
export async function tryCapability(ctx: Ctx, input: TryCapabilityInput): Promise<TrialAnswer> {
  requirePermission(ctx, "capabilities.try");
  const parsed = TryCapabilityInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { capabilityId, environment, context, arguments: args } = parsed.data;
  const { tenantId } = ctx;
  const where = { id: capabilityId, tenantId };
  const capability = await withTenant(tenantId, (tx) => tx.capability.findFirst({ where }));
  if (!capability) throw notFound("capability");
  const key = await issueTestKey(ctx, environment);
  try {
    const sessionId =
      parsed.data.sessionId ?? (await openSession(key.text, { label: "Trial in the console" }));
    const answer = await callTool(key.text, {
      sessionId,
      capability: capability.name,
      arguments: args,
      context,
    });
    await record(ctx, capability, answer);
    if (answer.kind !== "held") await endTrial(key.text, { tenantId, sessionId });
    return answer;
  } finally {
    await endTestKey(ctx, key.keyId);
  }
}

/** The tool has run: a session that stays open is no reason to keep its answer from the person. */
async function endTrial(key: string, at: { tenantId: string; sessionId: string }): Promise<void> {
  await endSession(key, at.sessionId).catch((err: unknown) =>
    logger("gateway").warn("the session of a trial could not be ended", { ...at, err }),
  );
}

async function record(
  ctx: Ctx,
  { id, name }: { id: string; name: string },
  { kind, callId, sessionId }: TrialAnswer,
): Promise<void> {
  await withTenant(ctx.tenantId, (tx) =>
    appendLeaf(tx, ctx, {
      action: "capability.tried",
      subjectKind: "capability",
      subjectId: id,
      data: { name, answer: kind, callId, sessionId },
    }),
  );
}
