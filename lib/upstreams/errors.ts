import type { ErrorCode } from "../platform/errors";
import type { Json } from "../platform/json";

export type UpstreamErrorCode = Extract<
  ErrorCode,
  | "UPSTREAM_UNAVAILABLE"
  | "UPSTREAM_FAILED"
  | "UPSTREAM_TIMEOUT"
  | "UPSTREAM_RESPONSE_TOO_LARGE"
  // The caller's own reasons not to send, or not to wait any more.
  | "KILL_SWITCH"
  | "QUARANTINED"
  | "UNAVAILABLE"
>;

/** none: it certainly was not executed. unknown: it was sent, and what it did is not known. */
export type Effect = "none" | "unknown";

/** A JSON-RPC error exactly as an upstream answered it. */
export type RpcError = { code: number; message: string; data?: Json };

type Details = { cause?: unknown; rpc?: RpcError; said?: string; ours?: boolean; answered?: boolean };

/** A call or request that has no result. The message is ours and safe to show; `rpc` and `said` are the peer's words. */
export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode;
  readonly effect: Effect;
  /** The error the upstream answered, for doors that pass it through. */
  readonly rpc: RpcError | null;
  /** The end of what the server wrote to stderr, for whoever administers it. Untrusted text. */
  readonly said: string;
  /** We turned it down, or the caller left: it says nothing of how the upstream is. */
  readonly ours: boolean;
  /** The upstream answered that this request is not acceptable: it is well. */
  readonly answered: boolean;

  constructor(code: UpstreamErrorCode, effect: Effect, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "UpstreamError";
    this.code = code;
    this.effect = effect;
    this.rpc = details.rpc ?? null;
    this.said = details.said ?? "";
    this.ours = details.ours ?? false;
    this.answered = details.answered ?? this.rpc !== null;
  }
}

/** A refusal of ours: nothing was sent, and it says nothing of how the upstream is. */
export function turnedDown(message: string): UpstreamError {
  return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", message, { ours: true });
}

/** Somebody has to mend how the upstream is set up; nothing was sent. */
export function misconfigured(detail: string, cause?: unknown): UpstreamError {
  const message = `The upstream's configuration is not usable. ${detail}`;
  return new UpstreamError("UPSTREAM_UNAVAILABLE", "none", message, { cause });
}
