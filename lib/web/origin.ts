import { env } from "../platform/env";
import { DomainError } from "../platform/errors";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The addresses the console is reached at: CONSOLE_URL, and where that is this machine, its other names too. */
export function consoleOrigins(consoleUrl: string = env().CONSOLE_URL): string[] {
  const url = new URL(consoleUrl);
  if (!LOOPBACK.has(url.hostname)) return [url.origin];
  const port = url.port === "" ? "" : `:${url.port}`;
  return [...LOOPBACK].map((host) => `${url.protocol}//${host}${port}`);
}

/**
 * Refuses a change that does not come from a page of ours. Absent and `null` are refused too: a sandboxed
 * frame and an old client look the same, and browsers always send Origin with a POST.
 * @throws DomainError FORBIDDEN
 */
export function requireOwnOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const own =
    origin !== null && consoleOrigins().includes(origin) && (site === null || site === "same-origin");
  if (!own)
    throw new DomainError(
      "FORBIDDEN",
      `This request did not come from a page of this console. Open it at ${env().CONSOLE_URL} and try again.`,
    );
}
