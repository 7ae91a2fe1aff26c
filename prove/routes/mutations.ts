import type { Sent } from "./http";

/** A request for the same thing, said otherwise. */
export type Mutation = { name: string; of: (sent: Sent) => Sent };

const NAMES = ["proxy", "src/proxy", "middleware", "src/middleware", "pages/_middleware"];
const FIVE = (name: string) => Array.from({ length: 5 }, () => name).join(":");

const HEADERS: Record<string, Record<string, string>> = {
  // CVE-2025-29927: a header by which the server told itself that the middleware had run.
  ...Object.fromEntries(
    NAMES.map((name) => [`subrequest of ${name}`, { "x-middleware-subrequest": FIVE(name) }]),
  ),
  "subrequest with its id": { "x-middleware-subrequest": FIVE("proxy"), "x-middleware-subrequest-id": "0" },
  "proxy says go on": { "x-middleware-next": "1" },
  "proxy says rewrite": { "x-middleware-rewrite": "/overview" },
  "proxy overrides a cookie": {
    ...{ "x-middleware-override-headers": "cookie" },
    "x-middleware-request-cookie": "agentgate.session=x",
  },
  "invoked inside": {
    "x-invoke-path": "/overview",
    "x-invoke-status": "200",
    "x-invoke-output": "/overview",
  },
  "matched inside": { "x-matched-path": "/overview" },
  "data request": { "x-nextjs-data": "1" },
  "server components": { rsc: "1" },
  prefetch: { rsc: "1", "next-router-prefetch": "1" },
  "prefetch of a segment": {
    rsc: "1",
    "next-router-prefetch": "1",
    "next-router-segment-prefetch": "/_tree",
  },
  "prefetch of the index": {
    rsc: "1",
    "next-router-prefetch": "1",
    "next-router-segment-prefetch": "/_index",
  },
  "state of the router": {
    rsc: "1",
    "next-router-state-tree": encodeURIComponent(
      JSON.stringify(["", { children: ["(console)", {}] }, null, "refetch"]),
    ),
  },
  "only the page": {
    rsc: "1",
    "next-router-state-tree": encodeURIComponent(
      JSON.stringify(["", { children: ["(console)", { children: ["__PAGE__", {}, null, "refetch"] }] }]),
    ),
  },
  "next url": { rsc: "1", "next-url": "/overview" },
  "hot reload": { "next-hmr-refresh": "1", rsc: "1" },
  "draft mode": { cookie: "__prerender_bypass=1; __next_preview_data=1" },
  "revalidation on demand": { "x-prerender-revalidate": "1" },
  "another host": { "x-forwarded-host": "evil.example" },
  "another scheme": { "x-forwarded-proto": "https" },
  "another port": { "x-forwarded-port": "1" },
  "from this machine": { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" },
  forwarded: { forwarded: "for=127.0.0.1;host=localhost;proto=https" },
  "original url": { "x-original-url": "/login" },
  "rewritten url": { "x-rewrite-url": "/login" },
  "path of ours": { "x-agentgate-path": "/login" },
  "id of the request": { "x-request-id": "018f0000-0000-7000-8000-000000000000" },
  "method override": { "x-http-method-override": "GET", "x-method-override": "POST" },
  "authorization of letters": { authorization: "Bearer abc" },
  "cookie of its name in capitals": { cookie: "AGENTGATE.SESSION=x; __Host-agentgate.session=x" },
  "cookies in parts": { cookie: "agentgate.session.0=x; agentgate.session.1=y" },
  "tenant by header": { "x-tenant-id": "018f0000-0000-7000-8000-000000000000" },
  "a name of ours as a host": { host: "localhost" },
  "json wanted": { accept: "application/json" },
  "an action of no name": { "next-action": "x" },
};

const onPath =
  (change: (path: string, query: string) => string) =>
  (sent: Sent): Sent => {
    const at = sent.path.indexOf("?");
    const [path, query] = at < 0 ? [sent.path, ""] : [sent.path.slice(0, at), sent.path.slice(at)];
    return { ...sent, path: change(path, query) };
  };
const withQuery = (extra: string) => onPath((path, query) => `${path}${query ? `${query}&` : "?"}${extra}`);
const first = (path: string) => path.split("/")[1] ?? "";

const PATHS: Record<string, (sent: Sent) => Sent> = {
  "_rsc in the query": withQuery("_rsc=1"),
  "parameters in the query": withQuery("nxtPid=1&nxtPsessionId=1&id=1&nextParamId=1"),
  "the path in the query": withQuery("__nextLocale=en&__nextDefaultLocale=en&__nextDataReq=1&amp=1"),
  "a slash at the end": onPath((path, query) => `${path}/${query}`),
  "a dot at the end": onPath((path, query) => `${path}.${query}`),
  "a dot segment": onPath((path, query) => `/.${path}${query}`),
  "a dot segment at the end": onPath((path, query) => `${path}/.${query}`),
  "up and down": onPath((path, query) => `/login/..${path}${query}`),
  "up and down, encoded": onPath((path, query) => `/login/%2e%2e${path}${query}`),
  "up with a parameter": onPath((path, query) => `/login/..;${path}${query}`),
  "out of the matcher": onPath((path, query) => `/_next/..${path}${query}`),
  "out of the matcher, encoded": onPath((path, query) => `/_next/%2e%2e${path}${query}`),
  "two slashes": onPath((path, query) => `/${path}${query}`),
  "two slashes inside": onPath((path, query) => `${path.replace(/(.)\//, "$1//")}${query}`),
  "a backslash": onPath((path, query) => `${path.replace(/(.)\//, "$1\\")}${query}`),
  "an encoded slash": onPath((path, query) => `/${path.slice(1).replaceAll("/", "%2f")}${query}`),
  "an encoded letter": onPath(
    (path, query) => `/%${first(path).charCodeAt(0).toString(16)}${path.slice(2)}${query}`,
  ),
  "encoded twice": onPath(
    (path, query) => `/%25${first(path).charCodeAt(0).toString(16)}${path.slice(2)}${query}`,
  ),
  capitals: onPath(
    (path, query) => `/${first(path).toUpperCase()}${path.slice(1 + first(path).length)}${query}`,
  ),
  "a semicolon": onPath((path, query) => `${path};a=1${query}`),
  "an encoded NUL": onPath((path, query) => `${path}%00${query}`),
  "an ending of data": onPath((path, query) => `${path}.json${query}`),
  "an ending of server components": onPath((path, query) => `${path}.rsc${query}`),
  "the data folder": onPath((path, query) => `/_next/data/build${path}.json${query}`),
  "a segment's file": onPath((path, query) => `${path}.segments/_tree.segment.rsc${query}`),
  "two locales": onPath((path, query) => `/en/en${path}${query}`),
  "the whole address": (sent) => ({ ...sent, path: `http://localhost${sent.path}` }),
  HEAD: (sent) => ({ ...sent, method: "HEAD" }),
  POST: (sent) => ({ ...sent, method: "POST", body: "" }),
};

export const MUTATIONS: readonly Mutation[] = [
  ...Object.entries(HEADERS).map(([name, headers]) => ({
    name,
    of: (sent: Sent): Sent => ({ ...sent, headers: joined(sent.headers, headers) }),
  })),
  ...Object.entries(PATHS).map(([name, of]) => ({ name, of })),
];

/** A cookie more is beside those that are there. */
function joined(headers: Record<string, string>, more: Record<string, string>): Record<string, string> {
  const cookies = [headers.cookie, more.cookie].filter((it) => it !== undefined).join("; ");
  return { ...headers, ...more, ...(cookies ? { cookie: cookies } : {}) };
}
