import type { JsonObject } from "../platform/json";

/** What it takes to reach one upstream: a row of `upstreams` without its times. */
export type UpstreamRef = { tenantId: string; id: string; slug: string; kind: string; config: JsonObject };

export type Progress = { progress: number; total?: number; message?: string };

/** A notification that belongs to one request, as the upstream sent it. */
export type UpstreamNotification = { method: string; params: JsonObject };

/**
 * What an agent's client adds when an upstream asked for more (2026-07-28): the answers, and the upstream's own
 * state. `capabilities` is what that client can do: an upstream may ask for nothing else.
 */
export type ClientInput = { responses?: JsonObject; state?: string; capabilities: JsonObject };

export type ToolCall = {
  tool: string;
  arguments: JsonObject;
  /** Milliseconds for everything: queue, connection, answer. */
  timeoutMs: number;
  idempotencyKey: string;
  traceparent?: string;
  signal: AbortSignal;
  /** Where it is set, the upstream may answer with a question (`resultType: "input_required"`). */
  input?: ClientInput;
  onProgress?: (progress: Progress) => void;
  onNotification?: (notification: UpstreamNotification) => void;
};

/** `result` is the CallToolResult as the upstream sent it. */
export type ToolAnswer = { result: JsonObject; isError: boolean };

export type RequestOptions = {
  timeoutMs: number;
  signal: AbortSignal;
  input?: ClientInput;
  onNotification?: (notification: UpstreamNotification) => void;
};

/** What a server declares of itself. */
export type ServerFacts = { capabilities: JsonObject; instructions?: string };
