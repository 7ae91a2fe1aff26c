/** Requests that are HTTP only nearly, as their bytes. */
export type HttpCase = {
  name: string;
  bytes: Buffer;
  /** True where a server has to understand it, so that an answer without a code is a fault. */
  readable: boolean;
};

const BODY = `{"label":"x"}`;

/** @param key the API key of an agent */
export function httpCases(key: string): HttpCase[] {
  const head = (lines: readonly string[], first = "POST /api/v1/sessions HTTP/1.1") =>
    [first, "host: 127.0.0.1", "connection: close", `authorization: Bearer ${key}`, ...lines, "", ""].join(
      "\r\n",
    );
  const json = "content-type: application/json";
  const odd = (name: string, text: string, readable = false): HttpCase => ({
    ...{ name, readable },
    bytes: Buffer.from(text, "latin1"),
  });
  const length = (value: string) => head([json, `content-length: ${value}`]);
  const chunked = (body: string, more: readonly string[] = []) =>
    head([json, "transfer-encoding: chunked", ...more]) + body;
  return [
    odd("a negative length", length("-1") + BODY),
    odd("a length that is no number", length("abc") + BODY),
    odd("a length in hexadecimal", length("0xd") + BODY),
    odd("a length with a plus", length("+13") + BODY),
    odd("a length past 2^64", length("99999999999999999999999") + BODY),
    odd("a length past the limit", length("1048577"), true),
    odd("a length of 100 GB", length("107374182400"), true),
    odd("two lengths", head([json, "content-length: 13", "content-length: 12"]) + BODY),
    odd("a length and chunks", chunked(`d\r\n${BODY}\r\n0\r\n\r\n`, ["content-length: 13"])),
    odd("chunks twice", head([json, "transfer-encoding: chunked, chunked"]) + `d\r\n${BODY}\r\n0\r\n\r\n`),
    odd("chunks under another name", head([json, "transfer-encoding: xchunked"]) + BODY),
    odd("a chunk whose size is no number", chunked(`zz\r\n${BODY}\r\n0\r\n\r\n`)),
    odd("a chunk of negative size", chunked(`-1\r\n${BODY}\r\n0\r\n\r\n`)),
    odd("a chunk of 2^63", chunked(`7fffffffffffffff\r\n${BODY}`)),
    odd("a chunk extension of 64 KB", chunked(`d;${"x".repeat(65_536)}\r\n${BODY}\r\n0\r\n\r\n`)),
    odd(
      "good chunks of one byte",
      chunked(`${[...BODY].map((it) => `1\r\n${it}\r\n`).join("")}0\r\n\r\n`),
      true,
    ),
    odd("a header of 64 KB", head([`x-long: ${"x".repeat(65_536)}`])),
    odd("5,000 headers", head(Array.from({ length: 5_000 }, (_, at) => `x-${at}: 1`))),
    odd("a line end alone in a header", head(["x-a: b\nx-c: d"])),
    odd("NUL in a header", head(["x-a: b\u0000c"])),
    odd("a folded header", head(["x-a: b", " c"])),
    odd("a space before the colon", head(["x-a : b"])),
    odd("a header without a colon", head(["nothing"])),
    odd("an empty name", head([": b"])),
    odd("bytes above 127 in a header", head(["x-a: \u00ff\u00fe", json, "content-length: 13"]) + BODY, true),
    odd("no host", `GET /api/v1/tools HTTP/1.1\r\nconnection: close\r\n\r\n`),
    odd("two hosts", head(["host: example.com"], "GET /api/v1/tools HTTP/1.1")),
    odd("a host with a path", "GET /mcp HTTP/1.1\r\nhost: a/b@c\r\nconnection: close\r\n\r\n"),
    odd("a path with a NUL", head([], "GET /api/v1/\u0000 HTTP/1.1")),
    odd("a path with a space", head([], "GET /api/v1/a b HTTP/1.1")),
    odd("a path of 64 KB", head([], `GET /${"a".repeat(65_536)} HTTP/1.1`)),
    odd("a path of 10 KB", head([], `GET /api/v1/calls/${"a".repeat(10_000)} HTTP/1.1`), true),
    odd("an absolute path of elsewhere", head([], "GET http://example.com/api/v1/tools HTTP/1.1")),
    odd("a path that goes up", head([], "GET /api/v1/../../mcp HTTP/1.1"), true),
    odd("a path of two slashes", head([], "GET //api/v1/tools HTTP/1.1"), true),
    odd("a path without a slash", head([], "GET api/v1/tools HTTP/1.1")),
    odd("a star for a path", head([], "OPTIONS * HTTP/1.1")),
    odd("CONNECT", head([], "CONNECT example.com:443 HTTP/1.1")),
    odd("TRACE", head([], "TRACE / HTTP/1.1"), true),
    odd("a method that there is not", head([], "BREW / HTTP/1.1")),
    odd("HTTP/0.9", "GET /api/v1/tools\r\n\r\n"),
    odd("HTTP/1.0", `GET /api/v1/tools HTTP/1.0\r\nauthorization: Bearer ${key}\r\n\r\n`, true),
    odd("HTTP/2 as text", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    odd("HTTP/9.9", "GET / HTTP/9.9\r\n\r\n"),
    odd("the beginning of TLS", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003"),
    odd("an upgrade to WebSocket", head(["upgrade: websocket", "sec-websocket-key: x"], "GET /mcp HTTP/1.1")),
    odd("an upgrade to h2c", head(["upgrade: h2c", "http2-settings: AAA"], "GET / HTTP/1.1")),
    odd("a compressed body", head([json, "content-encoding: gzip", "content-length: 13"]) + BODY, true),
    odd(
      "a body of nonsense that says it is gzip",
      head([json, "content-encoding: gzip", "content-length: 2"]) + "\u001f\u008b",
      true,
    ),
    odd("expects to be told to go on", head([json, "expect: 100-continue", "content-length: 13"]) + BODY),
    odd("expects something else", head([json, "expect: a-pony", "content-length: 13"]) + BODY),
    odd("two requests at once", head(["content-length: 0"], "GET /healthz HTTP/1.1").repeat(2)),
    odd(
      "an authorization of 10 KB",
      `GET /api/v1/tools HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer ${"a".repeat(10_000)}\r\n\r\n`,
      true,
    ),
    odd("two authorizations", head([`authorization: Bearer x`], "GET /api/v1/tools HTTP/1.1"), true),
    odd("a body with GET", head([json, "content-length: 13"], "GET /api/v1/tools HTTP/1.1") + BODY, true),
    odd("nothing but line ends", "\r\n\r\n\r\n\r\n"),
    odd("nothing but NUL", "\u0000".repeat(100)),
  ];
}
