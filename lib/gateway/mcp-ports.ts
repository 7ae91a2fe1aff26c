import { LRUCache } from "lru-cache";
import { cancelApproval } from "../approvals";
import { agentCtx } from "../platform/ctx";
import { DomainError, notFound } from "../platform/errors";
import { subscribe } from "../platform/events";
import { isId, newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import { singleton } from "../platform/singleton";
import { findSession, openSession, type SessionFacts } from "../sessions";
import { rawRequest, serverInfo, withCredential, type ServerFacts, type UpstreamRef } from "../upstreams";
import { actsFor } from "./acts-for";
import { admit } from "./admission";
import { authenticate } from "./authenticate";
import { callStatus, handleCall } from "./call";
import { endAgentSession } from "./end-session";
import { assertPermitted } from "./enforce/permit";
import { awaitApproval } from "./hold";
import { listTools } from "./list-tools";
import { ACTS_FOR_META, type McpPorts, type OpenSession } from "./mcp";
import { recordRefusal } from "./refusal";
import { snapshots } from "./snapshot";
import { loadCall } from "./stored-call";
import type { Caller } from "./types";

/** Below the idle time of an implicit session, so that the database, which knows every process, has the last word. */
const IMPLICIT_TTL_MS = 5 * 60_000;
const PASS_THROUGH_TIMEOUT_MS = 60_000;
const DECLARED_TIMEOUT_MS = 15_000;

/** What the MCP door needs, made of the same functions that the REST door uses. */
export const mcpPorts: McpPorts = {
  authenticate: (request) => authenticate(request.headers.get("authorization")),
  admit: ({ tenantId }) => admit(tenantId),
  listTools,
  findUpstream: async (caller, slug) => {
    const upstream = await upstreamOf(caller, slug);
    // An upstream that is away offers nothing to pass; calls still come in, to be decided and recorded as failed.
    // A person switches pass-through on per upstream: prompts and resources have no policy of their own.
    const declared =
      upstream.config.passThrough === true ? await declaredBy(upstream).catch(() => null) : null;
    return { slug, name: slug, passThrough: declared };
  },
  openSession: openMcpSession,
  checkSession: async (caller, id) => {
    const session = await ownSession(caller, id);
    if (session.endedAt) throw new DomainError("SESSION_ENDED", "This session has ended. Open a new one.");
    return { protocolVersion: session.protocolVersion, clientInfo: session.clientInfo as JsonObject | null };
  },
  endSession: async (caller, id) => {
    await endAgentSession(caller, id);
  },
  call: handleCall,
  callStatus: async (caller, callId, { holdMs, signal }) => {
    const { approval } = await loadCall(caller, callId);
    if (approval && holdMs > 0) await awaitApproval(caller.tenantId, approval.id, holdMs, signal);
    return callStatus(caller, callId, holdMs > 0 ? { waitMs: holdMs, signal } : undefined);
  },
  cancelCall: async (caller, callId, cause) => {
    const { approval } = await loadCall(caller, callId);
    if (!approval) throw new DomainError("CONFLICT", "This call is not waiting for anybody.");
    const ctx = agentCtx(caller, `cancel-${newId()}`);
    const status = await cancelApproval(ctx, { approvalId: approval.id, cause });
    if (status !== "cancelled") throw new DomainError("CONFLICT", `This call is ${status} already.`);
  },
  passThrough: async (caller, slug, method, params, { sessionId, signal, input, onNotification }) => {
    const upstream = await upstreamOf(caller, slug);
    if (upstream.config.passThrough !== true) throw notFound("method");
    const passing = { tenantId: caller.tenantId, agentId: caller.agentId, sessionId, upstream: slug };
    assertPermitted(passing);
    return withCredential(upstream, { signal }, (credential) => {
      // To issue one takes its time.
      assertPermitted(passing);
      return rawRequest(upstream, method, params, {
        timeoutMs: PASS_THROUGH_TIMEOUT_MS,
        signal,
        credential,
        ...(input ? { input } : {}),
        onNotification: ({ method: name, params: body }) => onNotification({ method: name, params: body }),
      });
    });
  },
  recordRefusal: ({ caller, requestId, error }) => recordRefusal({ caller, door: "mcp", requestId, error }),
  onToolsChanged: (tenantId, listener) =>
    subscribe("agentgate_control", (signal) => {
      if (signal.kind === "gap" || (signal.kind === "notify" && signal.payload === tenantId)) listener();
    }),
};

function declaredBy(upstream: UpstreamRef): Promise<ServerFacts> {
  const signal = AbortSignal.timeout(DECLARED_TIMEOUT_MS);
  return withCredential(upstream, { signal }, (credential) =>
    serverInfo(upstream, { timeoutMs: DECLARED_TIMEOUT_MS, credential }),
  );
}

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
async function openMcpSession(
  caller: Caller,
  { kind, ref, actsFor: address, ...rest }: OpenSession,
): Promise<string> {
  const actsForId =
    address === undefined ? undefined : await actsFor(caller.tenantId, address, `/_meta/${ACTS_FOR_META}`);
  const person = actsForId ? { actsForId } : {};
  if (kind === "mcp") return (await openSession(caller, { kind, ...rest, ...person })).id;
  if (ref !== undefined && isId(ref)) {
    const own = await findSession(caller.tenantId, ref);
    if (own?.agentId === caller.agentId) return samePerson(own, actsForId);
  }
  const known = singleton(
    "gateway-implicit",
    () => new LRUCache<string, string>({ max: 10_000, ttl: IMPLICIT_TTL_MS }),
  );
  const key = `${caller.agentId} ${actsForId ?? ""} ${ref ?? ""}`;
  const cached = known.get(key);
  if (cached) return cached;
  const { id } = await openSession(caller, { kind, label: ref ?? "", ...rest, ...person });
  known.set(key, id);
  return id;
}

/** A session is for one person for good: what is said later must not be lost, and cannot be added. */
function samePerson({ id, actsForId }: SessionFacts, asked: string | undefined): string {
  if (asked === undefined || asked === actsForId) return id;
  throw new DomainError("SESSION_MISMATCH", "This session does not act for that person. Open one that does.");
}
