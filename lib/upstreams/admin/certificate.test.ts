import { X509Certificate } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { makeAuthority, type Authority, type Pair } from "@/tests/certificates";
import { certificateFacts, certificateFault, keyFault, rootsFault } from "./certificate";

let authority: Authority;
let pair: Pair;
beforeAll(() => {
  authority = makeAuthority("Test root");
  pair = authority.issue("agent.example.test");
});
const now = new Date();
const later = new Date(Date.now() + 3 * 24 * 3_600_000);
const PEM = "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----";

test("says who a certificate is for, who issued it and until when it is good", () => {
  const { fingerprint256 } = new X509Certificate(pair.certificate);
  expect(certificateFacts(pair.certificate)).toEqual({
    subject: "CN=agent.example.test",
    issuer: "CN=Test root",
    validTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    fingerprint256,
    pem: pair.certificate,
  });
  expect(certificateFacts(PEM)).toBeNull();
});

test("a client certificate has to be one, and not expired", () => {
  expect(certificateFault(pair.certificate, now)).toBeNull();
  expect(certificateFault(pair.certificate, later)).toMatch(
    /^This certificate expired on \d{4}-\d\d-\d\d\.$/,
  );
  for (const text of [PEM, "-----BEGIN CERTIFICATE-----", pair.key])
    expect(certificateFault(text, now)).toBe("This is not a certificate in PEM.");
});

test("of several roots one has to be good", () => {
  const two = `${authority.certificate}\n${makeAuthority("Other root").certificate}`;
  expect(rootsFault(two, now)).toBeNull();
  expect(rootsFault(two, later)).toMatch(/No certificate in here is valid any more/);
  expect(rootsFault(`${authority.certificate}\n${PEM}`, now)).toBe("This is not a certificate in PEM.");
});

test("a key has to go with its certificate, and is not quoted", () => {
  expect(keyFault(pair.certificate, pair.key)).toBeNull();
  const other = authority.issue("other.example.test");
  expect(keyFault(pair.certificate, other.key)).toBe(
    "This key is not the one that the certificate was made for.",
  );
  expect(keyFault(pair.certificate, "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----")).toBe(
    "This is not a private key in PEM. A key with a passphrase has to be decrypted first.",
  );
});
