import { OutboundError } from "./errors";

/** One request of a chain: `followed` redirects led here, and `left` says that one of them left the first origin. */
export type Hop = { url: URL; init: RequestInit; followed: number; left: boolean };

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** All that another origin gets to see of what the caller set: everything else may be a secret. */
const HARMLESS = ["accept", "content-type", "user-agent"];

/** Where an answer sends us; null: it is the answer. @throws OutboundError where we don't go */
export function nextHop(hop: Hop, response: Response, mode: RequestRedirect): Hop | null {
  const location = response.headers.get("location");
  if (!REDIRECTS.has(response.status) || location === null) return null;
  const method = (hop.init.method ?? "GET").toUpperCase();
  if (mode === "error" || (method !== "GET" && method !== "HEAD")) {
    throw new OutboundError(
      "redirect_not_permitted",
      `The answer to ${method} was a redirect, which is not followed.`,
    );
  }
  if (hop.followed >= MAX_REDIRECTS) {
    throw new OutboundError(
      "too_many_redirects",
      `More than ${MAX_REDIRECTS} redirects, one after the other.`,
    );
  }
  const url = target(location, hop.url);
  const left = hop.left || url.origin !== hop.url.origin;
  const init = left ? { ...hop.init, headers: harmless(hop.init.headers) } : hop.init;
  return { url, init, followed: hop.followed + 1, left };
}

function target(location: string, from: URL): URL {
  const url = URL.canParse(location, from) ? new URL(location, from) : null;
  if (!url) throw new OutboundError("redirect_not_permitted", "A redirect leads to what is no address.");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new OutboundError("scheme_not_permitted", "A redirect leads away from the web.");
  }
  if (from.protocol === "https:" && url.protocol === "http:") {
    throw new OutboundError("redirect_not_permitted", "A redirect leads from https to http.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutboundError("redirect_not_permitted", "A redirect carries a user name or password.");
  }
  return url;
}

function harmless(headers: RequestInit["headers"]): Headers {
  const given = new Headers(headers);
  return new Headers(
    HARMLESS.flatMap((name) => {
      const value = given.get(name);
      return value === null ? [] : [[name, value] as [string, string]];
    }),
  );
}
