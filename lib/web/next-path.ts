/** Where to go after signing in, unless the address says otherwise. */
export const HOME = "/overview";

/**
 * The `next` of a sign-in link, if it is a path on this console; else the first page. A browser reads `//host`,
 * `/\host` and a tab in between as another host, so we ask a URL parser and not a pattern.
 */
export function safeNextPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.length > 2_000) return HOME;
  const base = "http://console.invalid";
  const url = URL.canParse(next, base) ? new URL(next, base) : null;
  if (!url || url.origin !== base) return HOME;
  // "/.//host" resolves on this origin to the path "//host", which is another host to the browser.
  const path = url.pathname + url.search + url.hash;
  return path.startsWith("//") ||
    url.pathname === "/" ||
    url.pathname.startsWith("/login") ||
    url.pathname.startsWith("/api/")
    ? HOME
    : path;
}
