import { outbound, OutboundError } from "../../outbound";
import { withDeadline, type Deadline } from "../../platform/deadline";
import { retryAfter } from "../backoff";
import type { Attempt } from "../types";

/** For all of it: a receiver does its work after it has answered. */
const TOTAL_MS = 15_000;
/** Of an answer's body once its status is known: it only helps people to understand. */
const BODY_MS = 1_000;
const MAX_BYTES = 8 * 1024;
const KEPT_CHARACTERS = 1_000;
const GONE = 410;

export type PostOptions = {
  /** The tenant's network rules. */
  allow: readonly string[];
  body: string;
  headers: Readonly<Record<string, string>>;
  totalMs?: number;
  /** Stops it from outside, at shutdown. */
  signal?: AbortSignal;
};

/**
 * One POST to an address that a tenant gave: through the guard, without redirects, within 15 seconds, and of the answer
 * no more than 8 KB is read. Never throws: whatever comes back is an attempt with a sentence.
 */
export async function post(url: string, options: PostOptions): Promise<Attempt> {
  const { allow, body, headers, totalMs = TOTAL_MS, signal } = options;
  // What is told of approvals is nobody else's to read.
  const { fetch, close } = outbound({ allow, secret: true });
  const attempt = async (deadline: Deadline): Promise<Attempt> => {
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", "accept-encoding": "identity", ...headers },
        redirect: "manual",
        signal: deadline.signal,
      });
      const text = await beginning(response);
      return { ...judged(response), response: text === "" ? null : text };
    } catch (error) {
      return failed(explained(error, deadline, totalMs));
    }
  };
  try {
    return await withDeadline(totalMs, attempt, signal);
  } finally {
    await close().catch(() => undefined);
  }
}

function judged({ status, headers, ok }: Response): Omit<Attempt, "response"> {
  const base = { statusCode: status, retryAfterMs: retryAfter(headers.get("retry-after"), Date.now()) };
  if (ok) return { ...base, result: "delivered", error: null };
  if (status === GONE)
    return { ...base, result: "gone", error: "It answered 410 Gone: it wants no more notifications." };
  if (status >= 300 && status < 400)
    return { ...base, result: "failed", error: "It answered with a redirect, which is not followed." };
  return { ...base, result: "failed", error: `It answered ${status}.` };
}

export function failed(error: string): Attempt {
  return { result: "failed", statusCode: null, error, response: null, retryAfterMs: null };
}

function explained(error: unknown, deadline: Deadline, totalMs: number): string {
  if (error instanceof OutboundError) return error.message;
  if (deadline.passed()) return `It did not answer within ${Math.round(totalMs / 1_000)} seconds.`;
  const code = codeOf(error);
  return code === null ? "The connection failed." : `The connection failed (${code}).`;
}

/** The innermost code: fetch wraps what happened. Ours and the system's alone, never a peer's words. */
function codeOf(error: unknown): string | null {
  let code: string | null = null;
  for (let at = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string" && /^[A-Z0-9_]{2,60}$/.test(at.code)) code = at.code;
  return code;
}

/** The first bytes of a body, of as many as come in a moment. What is left is let go of with the connection. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const timeUp = new Promise<null>((resolve) => setTimeout(resolve, BODY_MS, null).unref());
  try {
    while (size < MAX_BYTES) {
      const read = await Promise.race([reader.read(), timeUp]);
      if (read === null || read.done) break;
      chunks.push(read.value);
      size += read.value.byteLength;
    }
  } catch {
    // The status has come, so it is known how this ended.
  }
  void reader.cancel().catch(() => undefined);
  return kept(Buffer.concat(chunks).subarray(0, MAX_BYTES).toString("utf8"));
}

/** As much of a peer's text as the log keeps. The database knows no NUL. */
export function kept(text: string): string {
  return text.slice(0, KEPT_CHARACTERS).replaceAll("\0", "�").toWellFormed();
}
