import { expect, test } from "vitest";
import { connectFault } from "./connect-fault";

const failed = (code: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });

test.each([
  ["ECONNREFUSED", /Nothing listens there/],
  ["UND_ERR_CONNECT_TIMEOUT", /firewall/],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", /paste that authority's certificate/],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /paste that authority's certificate/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", /another name/],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", /may want a client certificate/],
  ["ERR_SSL_WRONG_VERSION_NUMBER", /starts with http:/],
  ["HPE_INVALID_CONSTANT", /does not speak HTTP/],
  ["ECONNRESET", /closed the connection/],
  ["SOMETHING_NEW", /The connection broke/],
])("%s has a sentence that says what to do", (code, pattern) => {
  expect(connectFault(failed(code))).toMatch(pattern);
});

test("of several addresses that were tried, the first one tells", () => {
  const refused = Object.assign(new Error("x"), { code: "ECONNREFUSED" });
  expect(connectFault(new TypeError("fetch failed", { cause: new AggregateError([refused]) }))).toMatch(
    /Nothing listens/,
  );
  expect(connectFault("no error at all")).toMatch(/The connection broke/);
});
