import { withDeadline, type Deadline } from "../../lib/platform/deadline";
import type { Answer, AnswerKind } from "./facts";

/** One request as an agent makes it. */
export type Ask = {
  name: string;
  tenantId: string;
  apiKey: string;
  sessionId: string;
  via: string;
  url: string;
  door: Answer["door"];
  tool: string;
  arguments: Record<string, unknown>;
  key?: string | undefined;
  approvalId?: string;
  waitSeconds?: number;
  signal: AbortSignal;
};

/** An agent that hears nothing for so long asks elsewhere. */
export const PATIENCE_MS = 6_000;

/** Asks once. What goes wrong on the way is an answer too: none. */
export async function ask(it: Ask): Promise<Answer> {
  const { name, tenantId, sessionId, via, door } = it;
  const askedAt = Date.now();
  const send = ({ signal }: Deadline) => (door === "mcp" ? overMcp(it, signal) : overRest(it, signal));
  const said = await withDeadline(PATIENCE_MS, send, it.signal).catch(() => SILENCE);
  return { name, tenantId, sessionId, via, door, askedAt, answeredAt: Date.now(), ...said };
}

type Said = Pick<Answer, "kind" | "status" | "code" | "callId" | "decisionId" | "approvalId" | "effect">;
const NOTHING = { code: "", callId: null, decisionId: null, approvalId: null };
const SILENCE: Said = { ...NOTHING, kind: "silence", status: 0, effect: "unsaid" };

async function overRest(it: Ask, signal: AbortSignal): Promise<Said> {
  const wait = it.waitSeconds === undefined ? "" : `?wait=${it.waitSeconds}`;
  const response = await fetch(`${it.url}/api/v1/tools/call${wait}`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${it.apiKey}`, "content-type": "application/json" },
      ...(it.key === undefined ? {} : { "idempotency-key": it.key }),
    },
    body: JSON.stringify({
      session_id: it.sessionId,
      tool_name: it.tool,
      arguments: it.arguments,
      ...(it.approvalId === undefined ? {} : { approval: it.approvalId }),
    }),
    signal,
  });
  return readRest(response.status, await response.text());
}

type RestBody = {
  status?: string | number;
  code?: string;
  call_id?: string;
  decision?: string | { id?: string };
  approval?: { id?: string };
  approval_id?: string;
  outcome?: string;
};

/** What an answer over REST says, as docs have it. */
export function readRest(status: number, text: string): Said {
  const body = parsed<RestBody>(text);
  if (!body) return { ...NOTHING, kind: "odd", status, effect: "unsaid" };
  const callId = body.call_id ?? null;
  const decisionId = (typeof body.decision === "object" ? body.decision.id : undefined) ?? null;
  const approvalId = body.approval?.id ?? body.approval_id ?? null;
  const known = { status, code: body.code ?? "", callId, decisionId, approvalId };
  if (status === 200 && decisionId && (body.status === "succeeded" || body.status === "tool_error"))
    return { ...known, kind: "executed", effect: "done" };
  if (status === 202 && body.status === "held" && decisionId)
    return { ...known, kind: "held", effect: "none" };
  return { ...known, ...refusal(status, body.code, body.decision, body.outcome, callId) };
}

async function overMcp(it: Ask, signal: AbortSignal): Promise<Said> {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.agentgate/session": it.sessionId,
  };
  const params = { name: it.tool, arguments: it.arguments, _meta };
  const response = await fetch(`${it.url}/mcp`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${it.apiKey}`, "content-type": "application/json" },
      accept: "application/json, text/event-stream",
      ...{ "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": it.tool },
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    signal,
  });
  return readMcp(response.status, await response.text());
}

type CallMeta = {
  callId?: string | null;
  decision?: string;
  decisionId?: string;
  status?: string;
  code?: string;
  outcome?: string;
  call_id?: string;
  approval?: { id?: string };
};
type McpBody = {
  result?: { _meta?: Record<string, CallMeta> };
  error?: { data?: CallMeta };
  code?: string;
};

/** The same over MCP: a JSON-RPC message, alone or as the last event of a stream. */
export function readMcp(status: number, text: string): Said {
  const event = text.split("\n").findLast((line) => line.startsWith("data:"));
  const body = parsed<McpBody>(event ? event.slice("data:".length) : text);
  if (!body) return { ...NOTHING, kind: "odd", status, effect: "unsaid" };
  const facts = body.result?._meta?.["io.agentgate/call"];
  if (!facts) {
    const { code = body.code, call_id: callId = null, decision, outcome } = body.error?.data ?? {};
    const known = { status, code: code ?? "", callId, decisionId: null, approvalId: null };
    return { ...known, ...refusal(status === 200 ? 503 : status, code, decision, outcome, callId) };
  }
  const known = {
    ...{ status, code: facts.code ?? "", callId: facts.callId ?? null },
    ...{ decisionId: facts.decisionId ?? null, approvalId: facts.approval?.id ?? null },
  };
  if (facts.status === "succeeded" || facts.status === "tool_error")
    return { ...known, kind: "executed", effect: "done" };
  if (facts.approval) return { ...known, kind: "held", effect: "none" };
  return { ...known, ...refusal(403, facts.code, facts.decision, facts.outcome, known.callId) };
}

/** Codes that say that nothing was decided, so that nothing can have run. */
const UNDECIDED: ReadonlySet<string> = new Set(["UNAVAILABLE", "OVERLOADED", "IDEMPOTENCY_IN_PROGRESS"]);

function refusal(
  status: number,
  code: string | undefined,
  decision: unknown,
  outcome: string | undefined,
  callId: string | null,
): { kind: AnswerKind; effect: Answer["effect"] } {
  if (code === undefined || code === "INTERNAL" || status < 400) return { kind: "odd", effect: "unsaid" };
  const effect =
    outcome === "in_doubt" ? "unknown" : outcome === "failed" || decision === "DENY" ? "none" : "unsaid";
  return { kind: UNDECIDED.has(code) && callId === null ? "error" : "refused", effect };
}

function parsed<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
