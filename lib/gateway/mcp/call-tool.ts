import { setTimeout } from "node:timers/promises";
import {
  ProtocolError,
  UrlElicitationRequiredError,
  inputRequired,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { DomainError, invalidInput } from "../../platform/errors";
import { idTime } from "../../platform/ids";
import { isObject, hashOf, type JsonObject } from "../../platform/json";
import { UpstreamError } from "../../upstreams";
import { isTraceparent } from "../traceparent";
import type { CallAnswer, CallRequest } from "../types";
import { clientCapabilities, clientInput, holdingWay, type HoldingWay } from "./client";
import { type Exchange } from "./exchange";
import { protocolError } from "./errors";
import { progressOf } from "./progress";
import {
  CALL_META,
  errorResult,
  executedResult,
  heldFacts,
  heldMessage,
  heldResult,
  refusedResult,
} from "./render";
import { isOurs, type HeldCall } from "./request-state";
import { sessionOf } from "./session-of";
import { createdTask } from "./tasks";

type Held = Extract<CallAnswer, { kind: "held" }>;
type Status = CallAnswer | { kind: "running" };

/** The key of our own entry among `inputRequests`. */
export const APPROVAL_INPUT = "approval";
/** A decision that came just in time is still picked up by the retry that follows it. */
const STATE_GRACE_S = 300;
/** Between approval and result there are only the seconds the tool takes. */
const RUNNING_POLL_MS = 100;

const Params = z.looseObject({
  name: z.string().min(1).max(256),
  arguments: z.record(z.string(), z.json()).default({}),
});

/**
 * `tools/call`, both eras: decide and run, or say in the client's own terms that the call is held.
 * @throws ProtocolError for malformed parameters, unknown tools and foreign or expired request states
 */
export async function callTool(
  exchange: Exchange,
  params: unknown,
  context: ServerContext,
): Promise<JsonObject> {
  const parsed = Params.safeParse(params ?? {});
  if (!parsed.success) {
    const error = invalidInput(parsed.error, "/params");
    const { door, caller, requestId } = exchange;
    await door.ports.recordRefusal({ caller, requestId, error });
    throw error;
  }
  const { name, arguments: args } = parsed.data;
  const capability = exchange.upstream ? `${exchange.upstream.slug}.${name}` : name;
  const progress = progressOf(context);
  const call: ToolCall = {
    exchange,
    context,
    progress,
    capability,
    arguments: args,
    callHash: hashOf({ capability, arguments: args }),
    capabilities: clientCapabilities(exchange, context),
  };
  const state: unknown = context.mcpReq.requestState();
  if (exchange.era === "modern" && typeof state === "string" && isOurs(state))
    return continueHeld(call, state);
  return startCall(call);
}

type ToolCall = {
  exchange: Exchange;
  context: ServerContext;
  progress: ReturnType<typeof progressOf>;
  capability: string;
  arguments: JsonObject;
  callHash: string;
  capabilities: JsonObject;
};

async function startCall(call: ToolCall): Promise<JsonObject> {
  const { ports } = call.exchange.door;
  const startedAt = Date.now();
  try {
    const answer = await ports.call(await callRequest(call));
    if (answer.kind !== "held") return final(call, answer);
    const way = holdingWay(call.exchange, call.capabilities);
    if (way === "task") return createdTask(answer, call.capabilities);
    if (way === "input_required") return askToOpen(call, answer);
    // Asked for the first time, the client must learn where a person decides; a repeated call attaches and waits.
    const attached = idTime(answer.approval.id) < startedAt;
    const status = attached ? await waitFor(call, answer.callId) : answer;
    return status.kind === "held" ? tellHeld(way, status) : settled(call, status, answer.callId);
  } catch (error) {
    if (error instanceof DomainError)
      return final(call, { kind: "refused", callId: null, decision: null, error });
    throw error;
  }
}

async function callRequest(call: ToolCall): Promise<CallRequest> {
  const { exchange, context, progress, capability } = call;
  const meta = context.mcpReq._meta ?? {};
  const sessionId = await sessionOf(exchange, meta);
  const approvalId = meta["io.agentgate/approval"];
  const callContext = meta["io.agentgate/context"];
  const traceparent = [meta.traceparent, exchange.request.headers.get("traceparent")].find(isTraceparent);
  const legacyKey =
    exchange.era === "legacy" ? `mcp:${sessionId}:${JSON.stringify(context.mcpReq.id)}` : undefined;
  return {
    caller: exchange.caller,
    door: "mcp",
    sessionId,
    capability,
    arguments: call.arguments,
    ...(isObject(callContext) && { context: callContext }),
    ...(legacyKey && { idempotencyKey: legacyKey }),
    ...(typeof approvalId === "string" && { approvalId }),
    requestId: exchange.requestId,
    ...(exchange.slot && { slot: exchange.slot }),
    ...(traceparent && { traceparent }),
    signal: context.mcpReq.signal,
    holdMs: 0,
    ...clientInput(exchange, context),
    onProgress: progress.report,
  };
}

/** The retry of a call that asked for input. What the client answered proves nothing; the database says what holds. */
async function continueHeld(call: ToolCall, text: string): Promise<JsonObject> {
  const { exchange, context, callHash } = call;
  const state = await exchange.door.states.unseal(text);
  const own =
    state && state.agentId === exchange.caller.agentId && state.tenantId === exchange.caller.tenantId;
  if (!own || state.callHash !== callHash)
    throw new ProtocolError(-32602, "Invalid or expired requestState. Call again without it.", {
      reason: "invalid_request_state",
    });
  // From here on it waits for people, who take their time.
  exchange.slot?.leave();
  if (givesUp(context.mcpReq.inputResponses)) return withdraw(call, state);
  const status = await waitFor(call, state.callId);
  if (status.kind !== "held" && status.kind !== "running") return final(call, status);
  // The person has been shown the address already, so this round only says: not yet, come again.
  return {
    resultType: "input_required",
    requestState: text,
    ...(status.kind === "held" && { _meta: { [CALL_META]: heldFacts(status) } }),
  };
}

function givesUp(responses: Record<string, unknown> | undefined): boolean {
  const response = responses?.[APPROVAL_INPUT];
  return isObject(response) && (response.action === "decline" || response.action === "cancel");
}

async function withdraw(call: ToolCall, state: HeldCall): Promise<JsonObject> {
  const { ports } = call.exchange.door;
  try {
    await ports.cancelCall(
      call.exchange.caller,
      state.callId,
      "The agent's client declined to ask for approval.",
    );
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "CONFLICT") throw error;
    // It was decided meanwhile; withdrawing must still not run it.
    return errorResult(
      ["This request was decided before it could be withdrawn. Nothing was executed by this answer."],
      { callId: state.callId },
    );
  }
  return errorResult(["Withdrawn: the client declined to ask for approval. Nothing was executed."], {
    callId: state.callId,
    decision: "REQUIRE_APPROVAL",
  });
}

/** Waits for people, then for the tool, each as long as one hold. */
async function waitFor(call: ToolCall, callId: string): Promise<Status> {
  const { exchange, context, progress } = call;
  const { ports, options } = exchange.door;
  const stop = progress.waiting("Waiting for a person's decision");
  const waiting = { signal: context.mcpReq.signal, onProgress: progress.report };
  const ask = (holdMs: number) => ports.callStatus(exchange.caller, callId, { ...waiting, holdMs });
  try {
    let status = await ask(options.holdMs);
    const deadline = Date.now() + options.holdMs;
    while (status.kind === "running" && Date.now() < deadline && !waiting.signal.aborted) {
      await setTimeout(RUNNING_POLL_MS);
      status = await ask(0);
    }
    if (status.kind === "held" && isCancelled(exchange, context)) await withdrawCancelled(exchange, callId);
    return status;
  } finally {
    stop();
  }
}

/** Since 2026-07-28 a client cancels by closing the stream of its request; before, it says so. */
function isCancelled(exchange: Exchange, { mcpReq }: ServerContext): boolean {
  return exchange.era === "modern" ? mcpReq.signal.aborted : exchange.cancelled?.aborted === true;
}

async function withdrawCancelled({ door, caller }: Exchange, callId: string): Promise<void> {
  await door.ports
    .cancelCall(caller, callId, "The agent's client cancelled the call.")
    .catch((error: unknown) => {
      // Decided at the same moment: there is nothing left to withdraw.
      if (!(error instanceof DomainError) || error.code !== "CONFLICT") throw error;
    });
}

function settled(call: ToolCall, status: Exclude<Status, Held>, callId: string): JsonObject {
  if (status.kind !== "running") return final(call, status);
  return errorResult(
    ["Approved, and still running. Do not repeat the call; its outcome will be recorded.", `Call: ${callId}`],
    { callId, status: "running" },
  );
}

async function askToOpen(call: ToolCall, answer: Held): Promise<JsonObject> {
  const { exchange, callHash } = call;
  const { tenantId, agentId } = exchange.caller;
  const expiresAt = Math.ceil(Date.parse(answer.approval.expiresAt) / 1000) + STATE_GRACE_S;
  const requestState = await exchange.door.states.seal({
    tenantId,
    agentId,
    callId: answer.callId,
    callHash,
    expiresAt,
  });
  const ask = inputRequired.elicitUrl({ message: heldMessage(answer), url: answer.approval.url });
  return {
    ...inputRequired({ inputRequests: { [APPROVAL_INPUT]: ask }, requestState }),
    _meta: { [CALL_META]: heldFacts(answer) },
  } as JsonObject;
}

function tellHeld(way: HoldingWay, answer: Held): JsonObject {
  if (way !== "url_error") return heldResult(answer);
  const message = heldMessage(answer);
  throw new UrlElicitationRequiredError(
    [{ mode: "url", elicitationId: answer.approval.id, url: answer.approval.url, message }],
    message,
  );
}

function final(call: ToolCall, answer: Exclude<CallAnswer, Held>): JsonObject {
  if (answer.kind === "refused") {
    // An unknown tool is a protocol error in every revision; everything else is for the model to read.
    if (answer.error.code === "UNKNOWN_CAPABILITY") throw protocolError(answer.error);
    const { cause } = answer.error;
    if (call.exchange.upstream?.passThrough && cause instanceof UpstreamError && cause.rpc) throw cause;
    return refusedResult(answer);
  }
  if (call.exchange.era === "legacy" && answer.result.resultType === "input_required")
    return errorResult(
      [
        "The tool asks for input in a way this session's protocol revision cannot carry. Connect with 2026-07-28 to answer it.",
      ],
      { callId: answer.callId },
    );
  return executedResult(answer);
}
