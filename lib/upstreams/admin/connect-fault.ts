/** What Node and undici call it, and what a person can do about it. */
const SENTENCES: readonly [RegExp, string][] = [
  [/^BAD_PORT$/, "This port belongs to another protocol than HTTP. Use another one."],
  [/^ECONNREFUSED$/, "Nothing listens there. Check the port, and that the server runs."],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, "The server does not react. A firewall may be in the way."],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "No way leads there from this machine's network."],
  [
    /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    "The server's certificate is not valid now. Whoever runs the server has to renew it.",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "The server's certificate is for another name. Use the name that it was made for.",
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/,
    "The server's certificate comes from an authority that is not trusted here. If it is your own, paste that authority's certificate.",
  ],
  [
    /ALERT|HANDSHAKE_FAILURE/,
    "The server ended the TLS handshake. It may want a client certificate, or another one than this.",
  ],
  [
    /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/,
    "The server does not speak TLS there. If that is meant to be, the address starts with http://.",
  ],
  [
    /^(HPE_|ERR_INVALID_HTTP)/,
    "What answers there does not speak HTTP. If the server wants TLS, the address starts with https://.",
  ],
  [
    /^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/,
    "The server closed the connection without an answer. If it wants TLS, the address starts with https://.",
  ],
];

/** Why no server answered, in a sentence that says how to mend it. */
export function connectFault(error: unknown): string {
  const code = codeOf(error);
  const [, sentence] = SENTENCES.find(([pattern]) => pattern.test(code)) ?? [];
  return sentence ?? "The connection broke before the server answered.";
}

/** The code of an error or of what caused it: fetch wraps socket errors. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // What fetch says of ports that other protocols live on; it has no code for it.
  if (error.message === "bad port") return "BAD_PORT";
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
