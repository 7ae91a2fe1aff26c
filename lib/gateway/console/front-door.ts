import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { env } from "../../platform/env";
import { DomainError } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import type { TrialAnswer } from "../types";

/** Longer than any time-out of a capability. */
const TIMEOUT_MS = 11 * 60_000;
const KEY_KNOWN_MS = 5_000;
const KEY_RETRY_MS = 100;

const Fault = z.object({ pointer: z.string(), detail: z.string() });
const Problem = z.object({
  title: z.string(),
  detail: z.string(),
  code: z.string(),
  call_id: z.string().optional(),
  errors: z.array(Fault).default([]),
});
const Decision = z.object({
  id: z.string(),
  action: z.enum(["ALLOW", "DENY", "REQUIRE_APPROVAL"]),
  step: z.string(),
  code: z.string(),
  rule: z.string().nullable(),
  reason: z.string(),
  risk: z.string().nullable(),
});
const Approval = z.object({
  id: z.string(),
  status: z.enum(["pending", "approved", "denied", "expired", "cancelled"]),
  url: z.string(),
  expires_at: z.string(),
});
const Answered = z.object({
  call_id: z.string(),
  decision: Decision,
  status: z.enum(["succeeded", "tool_error", "held"]),
  result: z.record(z.string(), z.json()).optional(),
  approval: Approval.optional(),
});
const Opened = z.object({ session_id: z.string() });

/** One call as an agent makes it over REST. */
export type FrontDoorCall = {
  sessionId: string;
  capability: string;
  arguments: JsonObject;
  context?: JsonObject | undefined;
  idempotencyKey?: string;
  approvalId?: string;
};

/** Opens a session as whoever holds the key. @throws DomainError UNAVAILABLE */
export async function openSession(
  key: string,
  { label, actsFor }: { label: string; actsFor?: string | undefined },
): Promise<string> {
  const body = { label, ...(actsFor === undefined ? {} : { acts_for: actsFor }) };
  const opened = Opened.safeParse((await post("/api/v1/sessions", body, { key })).body);
  if (opened.success) return opened.data.session_id;
  throw unreachable(undefined);
}

/** Ends a session that this key opened, if it is still open. @throws DomainError UNAVAILABLE */
export async function endSession(key: string, sessionId: string): Promise<void> {
  const { status } = await post(`/api/v1/sessions/${sessionId}/end`, {}, { key });
  if (status >= 500) throw unreachable(undefined);
}

/**
 * Calls a tool through the gateway's front door: everything an agent's call goes through, this one does.
 * @throws DomainError UNAVAILABLE where the gateway gives no answer, or none that it documents
 */
export async function callTool(key: string, call: FrontDoorCall): Promise<TrialAnswer> {
  const { sessionId, context, idempotencyKey, approvalId } = call;
  const body = {
    session_id: sessionId,
    tool_name: call.capability,
    arguments: call.arguments,
    ...(context ? { context } : {}),
    ...(approvalId === undefined ? {} : { approval: approvalId }),
  };
  return render(sessionId, await post("/api/v1/tools/call", body, { key, idempotencyKey }));
}

type Answer = { status: number; ok: boolean; body: unknown };
type Headers = { key: string; idempotencyKey?: string | undefined };

/** Gateways hear of the key that was just made a moment later, and until then refuse it and do nothing. */
async function post(path: string, body: object, headers: Headers): Promise<Answer> {
  const until = Date.now() + KEY_KNOWN_MS;
  for (;;) {
    const answer = await send(path, body, headers);
    if (answer.status !== 401 || Date.now() > until) return answer;
    await pause(KEY_RETRY_MS);
  }
}

async function send(path: string, body: object, { key, idempotencyKey }: Headers): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, env().GATEWAY_URL), {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status, ok } = response;
    return { status, ok, body: await response.json() };
  } catch (cause) {
    throw unreachable(cause);
  }
}

function unreachable(cause: unknown): DomainError {
  const detail = `The gateway at ${env().GATEWAY_URL} did not answer, so nothing is known to have run. Is it running, and is GATEWAY_URL its address?`;
  return new DomainError("UNAVAILABLE", detail, { cause });
}

function render(sessionId: string, { ok, body }: Answer): TrialAnswer {
  const none = { sessionId, decision: null, result: null, isError: false, approval: null, problem: null };
  if (!ok) {
    const problem = Problem.safeParse(body);
    if (!problem.success) throw unreachable(undefined);
    const { code, title, detail, errors, call_id } = problem.data;
    return {
      ...none,
      kind: "refused",
      callId: call_id ?? null,
      problem: { code, title, detail, faults: errors },
    };
  }
  const answered = Answered.safeParse(body);
  if (!answered.success) throw unreachable(undefined);
  const { call_id: callId, decision, status, result, approval } = answered.data;
  const { rule, risk, ...rest } = decision;
  const base = { ...none, callId, decision: { ...rest, ruleId: rule, riskLevel: risk } };
  if (approval) {
    const { expires_at: expiresAt, ...facts } = approval;
    return { ...base, kind: "held", approval: { ...facts, expiresAt } };
  }
  return { ...base, kind: "executed", result: result ?? {}, isError: status === "tool_error" };
}
