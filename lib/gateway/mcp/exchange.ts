import { isObject, type JsonObject } from "../../platform/json";
import type { Slot } from "../admission";
import type { Caller } from "../types";
import type { RequestStates } from "./request-state";
import type { McpOptions, McpPorts, UpstreamFacts } from "./types";

/** What one mount of the door works with. */
export type Door = { ports: McpPorts; options: McpOptions; states: RequestStates };

/** One authenticated HTTP request, as the method handlers see it. */
export type Exchange = {
  door: Door;
  caller: Caller;
  requestId: string;
  request: Request;
  method: string;
  /** Of a call: its place among those in work. */
  slot?: Slot;
  /** Set under /mcp/{upstream}, where tools have their own names. */
  upstream: UpstreamFacts | null;
} & (
  | { era: "modern" }
  | {
      era: "legacy";
      sessionId: string | null;
      clientCapabilities: JsonObject;
      /** Aborts when the client sends notifications/cancelled for this request; a lost connection doesn't. */
      cancelled?: AbortSignal;
    }
);

/** The member as an object, `{}` where it is none. */
export function objectAt(value: unknown, key: string): JsonObject {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
}
