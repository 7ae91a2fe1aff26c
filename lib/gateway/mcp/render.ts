import { type DomainError } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import type { ApprovalSummary, CallAnswer, DecisionSummary } from "../types";
import { errorData } from "./errors";

/** The key of `_meta` under which every answer says what the gateway decided. */
export const CALL_META = "io.agentgate/call";

type Executed = Extract<CallAnswer, { kind: "executed" }>;
type Refused = Extract<CallAnswer, { kind: "refused" }>;
type Held = Extract<CallAnswer, { kind: "held" }>;

/** The upstream's result untouched, but for our own key in its `_meta`. */
export function executedResult(answer: Executed): JsonObject {
  const facts = {
    callId: answer.callId,
    status: answer.status,
    replayed: answer.replayed,
    ...decisionFacts(answer.decision),
  };
  return withMeta(answer.result, facts);
}

/**
 * A refusal as a tool result, so that the model reads it. It is `isError` without `structuredContent`: clients
 * hold that against the tool's output schema; programs read `_meta` instead.
 */
export function refusedResult(answer: Refused): JsonObject {
  const { decision, error, callId } = answer;
  const lines = [
    `${howItEnded(answer)}: ${error.message}`,
    decision && `Decision: ${decision.action} (${decision.code})`,
    decision?.ruleId && `Rule: ${decision.ruleId}`,
    decision && decision.reason !== error.message && `Reason: ${decision.reason}`,
    ...changesOf(error).map(({ pointer, problem }) => `Change ${pointer || "the arguments"}: ${problem}`),
    ...error.faults.map((fault) => `At ${fault.pointer || "/"}: ${fault.detail}`),
    advice(error),
    callId && `Call: ${callId}`,
  ];
  return errorResult(lines, { callId, ...decisionFacts(decision), ...errorData(error) });
}

function howItEnded({ decision, error }: Refused): string {
  if (!decision || decision.action === "DENY") return "Refused";
  return error.meta.outcome === "in_doubt" ? "In doubt" : "Not executed";
}

/** A held call for a client that can be told in no better way: read, wait, repeat. */
export function heldResult(answer: Held): JsonObject {
  const { approval, decision } = answer;
  const lines = [
    "Held for approval: nothing was executed yet.",
    `Decision: ${decision.action} (${decision.code})`,
    decision.ruleId && `Rule: ${decision.ruleId}`,
    `Reason: ${decision.reason}`,
    `Approval: ${approval.id}, expires ${approval.expiresAt}`,
    `A person decides it at ${approval.url}`,
    "Repeat the same call with the same arguments to attach to this request; it waits for the decision and then returns the tool's result.",
    `Call: ${answer.callId}`,
  ];
  return errorResult(lines, heldFacts(answer));
}

/** What a program needs to follow a held call. */
export function heldFacts(answer: Held): JsonObject {
  return {
    callId: answer.callId,
    ...decisionFacts(answer.decision),
    approval: approvalFacts(answer.approval),
  };
}

/** One sentence a person reads before opening the approval page. */
export function heldMessage(answer: Held): string {
  return `This call needs approval: ${answer.decision.reason} It expires ${answer.approval.expiresAt}.`;
}

/** An error result with the same facts for the model (text) and for programs (`_meta`). */
export function errorResult(
  lines: readonly (string | null | undefined | false)[],
  facts: JsonObject,
): JsonObject {
  const text = lines.filter((line): line is string => typeof line === "string" && line !== "").join("\n");
  return withMeta({ content: [{ type: "text", text }], isError: true }, facts);
}

function withMeta(result: JsonObject, facts: JsonObject): JsonObject {
  const meta = result._meta;
  const kept = typeof meta === "object" && meta !== null && !Array.isArray(meta) ? meta : {};
  return { ...result, _meta: { ...kept, [CALL_META]: facts } };
}

function decisionFacts(decision: DecisionSummary | null): JsonObject {
  if (!decision) return { decision: "DENY" };
  const { action, code, ruleId, reason, riskLevel, step, id } = decision;
  return { decision: action, decisionId: id, code, rule: ruleId, reason, riskLevel, step };
}

function approvalFacts(approval: ApprovalSummary): JsonObject {
  return { id: approval.id, status: approval.status, url: approval.url, expiresAt: approval.expiresAt };
}

const ADVICE: Partial<Record<DomainError["code"], string>> = {
  POLICY_DENIED:
    "Repeating the call gives the same answer. Use another tool, or ask the owner of the policy.",
  KILL_SWITCH: "A person stopped this; stop calling until they clear it.",
  INVALID_ARGUMENTS: "Mend the arguments as the tool's input schema says and call again.",
  APPROVAL_DENIED: "A person said no. Do not repeat the call; tell your user why.",
  CHANGES_REQUESTED:
    "Change the arguments as the reviewer asks and call again; people then decide about the new call.",
  CHAIN_UNKNOWN: "Repeating the call gives the same answer. Ask the owner of the policy.",
  RATE_LIMITED: "Nothing ran. Wait as long as it says, then repeat the call.",
  QUARANTINED: "This session was stopped. Do not call again; tell your user that people have to release it.",
  EXFILTRATION_BLOCKED:
    "This session has read what must not leave. Do not look for another way out; tell your user.",
  APPROVAL_EXPIRED: "Repeat the call to ask again.",
  UPSTREAM_TIMEOUT: "Nothing ran. Try again later.",
  UPSTREAM_UNAVAILABLE: "Nothing ran. Try again later.",
  UNAVAILABLE: "Nothing ran. Try again shortly.",
  OVERLOADED: "Nothing ran. Try again shortly.",
};

/** What a reviewer wants changed, for the model to read; programs have it in `_meta`. */
function changesOf({ meta: { changes } }: DomainError): { pointer: string; problem: string }[] {
  if (!Array.isArray(changes)) return [];
  return (changes as { pointer: unknown; problem: unknown }[]).map(({ pointer, problem }) => ({
    pointer: String(pointer),
    problem: String(problem),
  }));
}

const IN_DOUBT = "The effect is unknown. Check what happened before you repeat the call.";
/** What people stopped stays stopped, whatever it did. */
const STOPPED: ReadonlySet<string> = new Set(["KILL_SWITCH", "QUARANTINED"]);

function advice({ code, meta }: DomainError): string | null {
  const doubtful = meta.outcome === "in_doubt" && !STOPPED.has(code);
  const text = doubtful ? IN_DOUBT : ADVICE[code];
  return text ? `What to do: ${text}` : null;
}
