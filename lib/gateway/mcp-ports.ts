import { LRUCache } from "lru-cache";
import { cancelApproval } from "../approvals";
import { systemCtx } from "../platform/ctx";
import { DomainError, notFound } from "../platform/errors";
import { subscribe } from "../platform/events";
import { isId, newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { singleton } from "../platform/singleton";
import { endSession, findSession, openSession, type SessionFacts } from "../sessions";
import { rawRequest, serverInfo, type UpstreamRef } from "../upstreams";
import { authenticate } from "./authenticate";
import { callStatus, handleCall } from "./call";
import { awaitApproval } from "./hold";
import { listTools } from "./list-tools";
import type { McpPorts, OpenSession } from "./mcp";
import { forgetSession } from "./pipeline";
import { recordRefusal } from "./refusal";
import { snapshots } from "./snapshot";
import { loadCall } from "./stored-call";
import type { Caller } from "./types";

/** Below the idle time of an implicit session, so that the database, which knows every process, has the last word. */
const IMPLICIT_TTL_MS = 5 * 60_000;
const PASS_THROUGH_TIMEOUT_MS = 60_000;

/** What the MCP door needs, made of the same functions that the REST door uses. */
export const mcpPorts: McpPorts = {
  authenticate: (request) => authenticate(request.headers.get("authorization")),
  listTools,
  findUpstream: async (caller, slug) => {
    const upstream = await upstreamOf(caller, slug);
    // An upstream that is away offers nothing to pass; calls still come in, to be decided and recorded as failed.
    // A person switches pass-through on per upstream: prompts and resources have no policy of their own.
    const declared =
      upstream.config.passThrough === true ? await serverInfo(upstream).catch(() => null) : null;
    return { slug, name: slug, passThrough: declared };
  },
  openSession: openMcpSession,
  checkSession: async (caller, id) => {
    const session = await ownSession(caller, id);
    if (session.endedAt) throw new DomainError("SESSION_ENDED", "This session has ended. Open a new one.");
    return { protocolVersion: session.protocolVersion, clientInfo: session.clientInfo as JsonObject | null };
  },
  endSession: async (caller, id) => {
    await endSession(caller, id);
    forgetSession(caller.tenantId, id);
  },
  call: handleCall,
  callStatus: async (caller, callId, { holdMs, signal }) => {
    const { approval } = await loadCall(caller, callId);
    if (approval && holdMs > 0) await awaitApproval(caller.tenantId, approval.id, holdMs, signal);
    return callStatus(caller, callId);
  },
  cancelCall: async (caller, callId) => {
    const { approval } = await loadCall(caller, callId);
    if (!approval) throw new DomainError("CONFLICT", "This call is not waiting for anybody.");
    const ctx = systemCtx(caller.tenantId, `cancel-${newId()}`);
    const status = await cancelApproval(ctx, {
      approvalId: approval.id,
      cause: "The agent withdrew the call.",
    });
    if (status !== "cancelled") throw new DomainError("CONFLICT", `This call is ${status} already.`);
  },
  passThrough: async (caller, slug, method, params, { signal, input, onNotification }) => {
    const upstream = await upstreamOf(caller, slug);
    if (upstream.config.passThrough !== true) throw notFound("method");
    const notify = ({ method: name, params: body }: { method: string; params: JsonObject }) =>
      onNotification({ method: name, params: body });
    return rawRequest(upstream, method, params, {
      timeoutMs: PASS_THROUGH_TIMEOUT_MS,
      signal,
      ...(input ? { input } : {}),
      onNotification: notify,
    });
  },
  recordRefusal: ({ caller, requestId, error }) => recordRefusal({ caller, door: "mcp", requestId, error }),
  onToolsChanged: (tenantId, listener) =>
    subscribe("agentgate_control", (signal) => {
      if (signal.kind === "gap" || (signal.kind === "notify" && signal.payload === tenantId)) listener();
    }),
};

async function upstreamOf(caller: Caller, slug: string): Promise<UpstreamRef> {
  const upstream = (await snapshots().current(caller.tenantId))?.upstreams.get(slug);
  if (!upstream) throw notFound("upstream");
  return upstream;
}

async function ownSession(caller: Caller, id: string): Promise<SessionFacts> {
  const session = await findSession(caller.tenantId, id);
  if (session?.agentId !== caller.agentId) throw notFound("session");
  return session;
}

/** A stateless client has one current session per name it uses; asking the database for it at each call would be waste. */
async function openMcpSession(caller: Caller, { kind, ref, ...rest }: OpenSession): Promise<string> {
  if (kind === "mcp") return (await openSession(caller, { kind, ...rest })).id;
  if (ref !== undefined && isId(ref)) {
    const own = await findSession(caller.tenantId, ref);
    if (own?.agentId === caller.agentId) return own.id;
  }
  const known = singleton(
    "gateway-implicit",
    () => new LRUCache<string, string>({ max: 10_000, ttl: IMPLICIT_TTL_MS }),
  );
  const key = `${caller.agentId} ${ref ?? ""}`;
  const cached = known.get(key);
  if (cached) return cached;
  const { id } = await openSession(caller, { kind, label: ref ?? "", ...rest });
  known.set(key, id);
  return id;
}
