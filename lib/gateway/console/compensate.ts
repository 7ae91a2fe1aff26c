import {
  beginCompensation,
  bindSession,
  findRun,
  planOf,
  reread,
  settleFromCall,
  settleRefused,
  unsettledCompensations,
  type Compensation,
  type RunCompensationInput,
} from "../../incidents";
import { systemCtx, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { isObject, type JsonObject } from "../../platform/json";
import { logger } from "../../platform/log";
import {
  compensationAgentName,
  endCompensationKey,
  issueCompensationKey,
  type AgentEnvironment,
} from "../../tenants";
import type { TrialAnswer } from "../types";
import { endAgentSession } from "../end-session";
import { callTool, openSession } from "./front-door";

export type CompensationRun = {
  auditId: string;
  /** By the decision that is taken back. */
  states: { decisionId: string; state: string; detail: string }[];
  refused: { decisionId: string; detail: string }[];
};

/** Codes that say that nothing was decided: the same request comes again later. */
const AGAIN = ["UNAVAILABLE", "OVERLOADED", "IDEMPOTENCY_IN_PROGRESS", "RATE_LIMITED", "UNAUTHENTICATED"];

/**
 * Takes calls back: each by a call of its own through the gateway's front door, as `agent:compensation` acting for the
 * person, so that the policy decides it. Newest first, one after another. What a crash interrupts is carried on by
 * settleCompensations, and never called twice: an attempt is bound to a session of its own before anything is sent, and
 * the idempotency key to the attempt.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; CONFLICT where none can be begun; UNAVAILABLE
 */
export async function runCompensation(ctx: Ctx, input: RunCompensationInput): Promise<CompensationRun> {
  const { auditId, rows, refused } = await beginCompensation(ctx, input);
  const settled = await advanceAll(ctx, rows);
  return {
    auditId,
    refused,
    states: settled.map(({ decisionId, state, detail }) => ({ decisionId, state, detail })),
  };
}

/** Carries on what is under way and what people have decided meanwhile; for the worker. */
export async function settleCompensations(tenantId: string, quietMs?: number): Promise<void> {
  const rows = await unsettledCompensations(tenantId, quietMs);
  if (rows.length === 0) return;
  const ctx = systemCtx(tenantId, `compensation-${newId()}`);
  const open: Compensation[] = [];
  for (const row of rows) {
    // Most of them still wait for people: to see that takes no key.
    const { row: now, call } = await settleFromCall(ctx, await findRun(row), "agent:compensation");
    if (call ? call.state === "approved" : now.state === "running") open.push(now);
    else await endRun(now);
  }
  if (open.length > 0) await advanceAll(ctx, open);
}

/** One key per environment that the calls were made in, for as long as the batch takes. */
async function advanceAll(ctx: Ctx, rows: readonly Compensation[]): Promise<Compensation[]> {
  const done: Compensation[] = [];
  const keys = new Map<string, { keyId: string; text: string }>();
  try {
    for (const row of rows) {
      const origin = await originOf(row);
      const key = keys.get(origin.environment) ?? (await issueCompensationKey(ctx, origin.environment));
      keys.set(origin.environment, key);
      done.push(await advance(ctx, { row, origin, key: key.text }));
    }
    return done;
  } finally {
    for (const { keyId } of keys.values()) await endCompensationKey(ctx, keyId);
  }
}

type Attempt = { row: Compensation; origin: Origin; key: string };

/** Takes one compensation as far as it goes now. Doing it again does nothing twice. */
async function advance(ctx: Ctx, { row, origin, key }: Attempt): Promise<Compensation> {
  const principal = `agent:${compensationAgentName(origin.environment)}`;
  try {
    const bound = row.runSessionId === null ? await bindSession(row, await open(key, row, origin)) : row;
    let { row: now, call } = await settleFromCall(ctx, await findRun(bound), principal);
    if (call === null && now.state === "running") {
      const answer = await send(ctx, key, now, origin);
      if (typeof answer === "string") return await settleRefused(ctx, now, answer);
      now = await findRun(await reread(now));
      if (now.runCallId === null && answer.problem)
        return AGAIN.includes(answer.problem.code)
          ? now
          : await settleRefused(ctx, now, answer.problem.detail);
      ({ row: now, call } = await settleFromCall(ctx, now, principal));
    }
    if (call?.state === "approved") {
      // The same request again: its key leads to the first one's approval, which it uses.
      const args = isObject(call.arguments) ? call.arguments : {};
      await callTool(key, requestOf(now, args));
      now = (await settleFromCall(ctx, now, principal)).row;
    }
    await endRun(now);
    return now;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // It stays as it is written down, and is carried on in a moment.
    logger("gateway").warn("a compensation could not be carried on", { err: error, tenantId: ctx.tenantId });
    return reread(row);
  }
}

/** Ends the session of an attempt that is over. */
async function endRun({ tenantId, state, runSessionId }: Compensation): Promise<void> {
  if (runSessionId === null || (state !== "done" && state !== "failed")) return;
  const where = { id: runSessionId, tenantId, endedAt: null };
  const session = await withTenant(tenantId, (tx) => tx.session.findFirst({ where }));
  if (session) await endAgentSession({ tenantId, agentId: session.agentId }, session.id);
}

/** The call, or why it can't be made. */
async function send(ctx: Ctx, key: string, row: Compensation, origin: Origin): Promise<TrialAnswer | string> {
  const { decisionId, callId } = row;
  const plan = await planOf(ctx, { decisionId, callId, capabilityId: origin.capabilityId });
  const [fault] = plan.faults;
  if (fault)
    return `The compensating call cannot be made. ${fault.pointer} ${fault.detail}`.replace(".  ", ". ");
  if (plan.capability !== row.capability || plan.arguments === null)
    return "The registry names another way to take this back than when it was begun. Start it again.";
  return callTool(key, requestOf(row, plan.arguments));
}

function requestOf({ incidentId, decisionId, runSessionId, capability }: Compensation, args: JsonObject) {
  return {
    sessionId: runSessionId!, // an attempt is bound before it is sent
    capability: capability!, // begun by naming it
    arguments: args,
    idempotencyKey: `compensation:${incidentId}:${decisionId}:${runSessionId}`,
  };
}

function open(key: string, row: Compensation, { ref, actsFor }: Origin): Promise<string> {
  return openSession(key, {
    label: `${ref}: takes back with ${row.capability ?? "a call"}`.slice(0, 200),
    actsFor,
  });
}

type Origin = {
  ref: string;
  environment: AgentEnvironment;
  capabilityId: string | null;
  /** Address of whoever began it: they don't decide what it asks. */
  actsFor: string | undefined;
};

/** Where the call that is taken back came from. */
function originOf({ tenantId, decisionId, incidentId, byId }: Compensation): Promise<Origin> {
  return withTenant(tenantId, async (tx) => {
    const call = await tx.decision.findUniqueOrThrow({ where: { id: decisionId } });
    const agent = await tx.agent.findUnique({ where: { id: call.agentId }, select: { environment: true } });
    const incident = await tx.incident.findUniqueOrThrow({
      where: { id: incidentId },
      select: { number: true },
    });
    const by = byId ? await tx.user.findUnique({ where: { id: byId }, select: { email: true } }) : null;
    return {
      ref: `INC-${incident.number}`,
      environment: (agent?.environment ?? "production") as AgentEnvironment, // CHECK environment_known
      capabilityId: call.capabilityId,
      actsFor: by?.email,
    };
  });
}
