import type { JsonObject } from "../platform/json";

/** What it takes to reach one upstream: a row of `upstreams` without its times. */
export type UpstreamRef = { tenantId: string; id: string; slug: string; kind: string; config: JsonObject };

export type Progress = { progress: number; total?: number; message?: string };

/** A notification that belongs to one request, as the upstream sent it. */
export type UpstreamNotification = { method: string; params: JsonObject };

export type ToolCall = {
  tool: string;
  arguments: JsonObject;
  /** Milliseconds for everything: queue, connection, answer. */
  timeoutMs: number;
  idempotencyKey: string;
  traceparent?: string;
  signal: AbortSignal;
  onProgress?: (progress: Progress) => void;
  onNotification?: (notification: UpstreamNotification) => void;
};

/** `result` is the CallToolResult as the upstream sent it. */
export type ToolAnswer = { result: JsonObject; isError: boolean };

export type RequestOptions = {
  timeoutMs: number;
  signal: AbortSignal;
  onNotification?: (notification: UpstreamNotification) => void;
};

/** What a server declares of itself. */
export type ServerFacts = { capabilities: JsonObject; instructions?: string };
