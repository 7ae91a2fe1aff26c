import type { DomainError } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import type { ClientInput } from "../../upstreams/types";
import type { Slot } from "../admission";
import type { CallAnswer, CallRequest, Caller } from "../types";

/** One tool as an agent may see it. `name` is the capability's name, `toolName` its own name at the upstream. */
export type ListedTool = {
  name: string;
  toolName: string;
  title: string;
  description: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject | null;
  annotations?: JsonObject | null;
};

/** One upstream behind `/mcp/{slug}`. `passThrough` holds what its server declared, or null where only tools pass. */
export type UpstreamFacts = {
  slug: string;
  name: string;
  passThrough: { capabilities: JsonObject; instructions?: string } | null;
};

/** What a legacy client said of itself at `initialize`; `clientInfo.capabilities` carries its capabilities. */
export type SessionFacts = { protocolVersion: string | null; clientInfo: JsonObject | null };

export type OpenSession = {
  kind: "mcp" | "implicit";
  protocolVersion?: string;
  /** The client's `Implementation` with its `capabilities` beside it: the next request may reach another process. */
  clientInfo?: JsonObject;
  /** The session a stateless client names; an own, open session of that id, or one label for many calls. */
  ref?: string;
  /** E-mail address of the person whose work the agent does in it. */
  actsFor?: string;
};

/** How long to wait for people, and who hears meanwhile. `holdMs` 0 answers at once. */
export type Waiting = Pick<CallRequest, "holdMs" | "signal" | "onProgress">;

/** A notification of an upstream, on its way to the agent whose request caused it. */
export type UpstreamNotification = { method: string; params?: JsonObject };

export type PassThroughOptions = {
  /** Whose stop or quarantine would stop it. */
  sessionId: string;
  signal: AbortSignal;
  /** What the agent's client answers and can do; absent where its revision has no way to be asked. */
  input?: ClientInput;
  onNotification: (notification: UpstreamNotification) => void;
};

/** Everything the MCP door needs of the gateway behind it. */
export type McpPorts = {
  /** @throws DomainError UNAUTHENTICATED, UNAVAILABLE */
  authenticate(request: Request): Promise<Caller>;
  /** A place for a call, before anything is done for it. @throws DomainError OVERLOADED */
  admit(caller: Caller): Promise<Slot>;
  /** Only what the agent's policy could allow, in a fixed order. */
  listTools(caller: Caller, upstream?: string): Promise<ListedTool[]>;
  /** @throws DomainError NOT_FOUND */
  findUpstream(caller: Caller, slug: string): Promise<UpstreamFacts>;
  /** @throws DomainError INVALID_INPUT where it acts for somebody who isn't a member, SESSION_MISMATCH */
  openSession(caller: Caller, session: OpenSession): Promise<string>;
  /** @throws DomainError NOT_FOUND, SESSION_MISMATCH, SESSION_ENDED */
  checkSession(caller: Caller, sessionId: string): Promise<SessionFacts>;
  endSession(caller: Caller, sessionId: string): Promise<void>;
  call(request: CallRequest): Promise<CallAnswer>;
  /**
   * The call as the database has it. Asking redeems and runs a held call that was approved; with `holdMs` it
   * waits that long for the decision first, and then as long for the tool.
   * @throws DomainError NOT_FOUND for a call of another agent too
   */
  callStatus(caller: Caller, callId: string, waiting: Waiting): Promise<CallAnswer | { kind: "running" }>;
  /** Withdraws a held call. @throws DomainError NOT_FOUND, CONFLICT where it is not held any more */
  cancelCall(caller: Caller, callId: string, cause: string): Promise<void>;
  /** @throws DomainError, or what the upstream answered: an error with a JSON-RPC `code`, `message`, `data` */
  passThrough(
    caller: Caller,
    upstream: string,
    method: string,
    params: JsonObject,
    options: PassThroughOptions,
  ): Promise<JsonObject>;
  /** Keeps a record of a message by a known agent that was refused before it became a call; never throws. */
  recordRefusal(refusal: { caller: Caller; requestId: string; error: DomainError }): Promise<void>;
  /** Calls back when the tenant's tools may have changed. @returns unsubscribe */
  onToolsChanged(tenantId: string, listener: () => void): () => void;
};

export type McpOptions = {
  /** Seals requestState; at least 32 characters, the same in every process of the installation. */
  secret: string;
  /** Host names this endpoint answers to; null where it is not bound to loopback and a proxy decides. */
  allowedHosts: readonly string[] | null;
  /** Host names of web pages that may call; the endpoint's own host may always. */
  allowedOrigins: readonly string[];
  /** How long a repeated or retried call waits for people, in milliseconds. */
  holdMs: number;
};
