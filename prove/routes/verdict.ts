import type { Answer } from "./http";

/**
 * What an answer says: refused, with the reason; `missing` (there is no such thing), `invalid`, `done`; `wordless`: Next
 * itself gave up on an action's request, as it does with what comes from a foreign origin.
 */
export type Verdict =
  "unauthenticated" | "forbidden" | "missing" | "invalid" | "conflict" | "done" | "failed" | "wordless";

/** What React writes where an action failed: the error's number, which stands in the log too, and not a word. */
export const WORDLESS = /^(?:\d+:[^\n]*\n)*1:E\{"digest":"\d+"\}\n$/;

/** How an answer of a page is read: as a browser would, including what is only said in the middle of a stream. */
export function ofPage({ status, location, body }: Answer): Verdict {
  if (status >= 300 && status < 400)
    return /^(https?:\/\/[^/]+)?\/(login|no-access)(\?|$)/.test(location) ? "unauthenticated" : "done";
  if (status === 200 && /NEXT_REDIRECT;(replace|push);\/(login|no-access)/.test(body))
    return "unauthenticated";
  if (status === 200 && body.includes("NEXT_HTTP_ERROR_FALLBACK;403")) return "forbidden";
  if (status === 200 && body.includes("NEXT_HTTP_ERROR_FALLBACK;404")) return "missing";
  return ofRoute(status);
}

/** How an answer of a route is read. */
export function ofRoute(status: number): Verdict {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "missing";
  if (status === 409 || status === 412 || status === 429) return "conflict";
  if (status === 405 || (status >= 400 && status < 500)) return "invalid";
  return status >= 500 ? "failed" : "done";
}

const CODES: Record<string, Verdict> = {
  UNAUTHENTICATED: "unauthenticated",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "missing",
  INVALID_INPUT: "invalid",
  CONFLICT: "conflict",
};

/** How the answer of a server action is read: it is 200 with a value, unless Next itself refused. */
export function ofAction({ status, location, body, headers }: Answer): Verdict {
  const redirect = headers["x-action-redirect"] ?? location;
  if (redirect) return /^\/login/.test(redirect) ? "unauthenticated" : "done";
  const said = /"ok":(true|false)(?:,"code":"([A-Z_]+)")?/.exec(body);
  if (said) return said[1] === "true" ? "done" : (CODES[said[2] ?? ""] ?? "conflict");
  if (status === 500 && WORDLESS.test(body)) return "wordless";
  return ofRoute(status);
}

export const isRefusal = (verdict: Verdict) => !["done", "failed", "wordless"].includes(verdict);
