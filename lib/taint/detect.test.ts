import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect, MAX_TEXT, textOf } from "./detect";
import { blockedBy, guards } from "./guard";
import { labelsOf } from "./labels-of";

const both = ["pii", "secret", "external"];
const inText = (text: string) => detect({ content: [{ type: "text", text }] }, both);
/** Not written out, so that nothing that looks for secrets in a repository finds these. */
const made = (...parts: string[]) => parts.join("");

describe("a secret is found", () => {
  it.each([
    ["a private key", made("-----BEGIN ", "RSA PRIVATE KEY-----\nMIIE")],
    ["an encrypted one", made("-----BEGIN ", "ENCRYPTED PRIVATE KEY-----")],
    ["an access key of a cloud", made("key=AKIA", "IOSFODNN7EXAMPLE;")],
    ["a token of a code host", made("ghp_", "a".repeat(36))],
    ["a payment key", made("sk_live_", "b".repeat(24))],
    ["a model provider's key", made("sk-ant-", "c".repeat(40))],
    ["a signed web token", made("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.", "c2lnbmF0dXJlLWhlcmU")],
    ["our own agent key", made("agk_", "d".repeat(60))],
  ])("%s", (_, text) => {
    expect(inText(`before ${text} after`)).toEqual(["secret"]);
    expect(inText(`{"value":"${text}"}`)).toEqual(["secret"]);
  });

  it.each([
    "-----BEGIN PUBLIC KEY-----",
    "risk-based approach to the task",
    "sk-1234567890",
    "eyJ.eyJ.x",
    "AKIA",
  ])("but not in %s", (text) => expect(inText(text)).toEqual([]));
});

describe("personal data is found", () => {
  it.each([
    ["an address", "write to jane.doe+news@mail.example.org, please"],
    ["an IBAN", "DE89370400440532013000"],
    ["an IBAN in groups, with words behind it", "IBAN GB82 WEST 1234 5698 7654 32 AND MORE"],
    ["a card", "4111 1111 1111 1111"],
    ["a card with hyphens", "5555-5555-5555-4444"],
    ["another issuer's", "378282246310005"],
  ])("%s", (_, text) => expect(inText(text)).toEqual(["pii"]));

  it("also where it is a number or a key", () => {
    expect(detect({ card: 4111111111111111 }, both)).toEqual(["pii"]);
    expect(detect({ "jane@example.org": true }, both)).toEqual(["pii"]);
  });

  it.each([
    "DE89370400440532013001",
    "ZZ89370400440532013000",
    "4111 1111 1111 1112",
    "1763790000000",
    "version 1.2.3@latest",
    "user@localhost",
    "0.4111111111111111",
    "019ac0f4-8f2e-7cc0-9b5e-0c8e7b1d2a44",
  ])("but not in %s", (text) => expect(inText(text)).toEqual([]));
});

describe("looking", () => {
  it("is for what the tenant wants only", () => {
    expect(detect({ text: "jane@example.org" }, ["secret"])).toEqual([]);
    expect(detect({ text: "jane@example.org" }, [])).toEqual([]);
  });

  it("ends after 256 KiB of text, however it is nested", () => {
    const filler = "x ".repeat(MAX_TEXT / 4);
    expect(detect([filler, "jane@example.org"], ["pii"])).toEqual(["pii"]);
    expect(detect([filler, filler, "jane@example.org"], ["pii"])).toEqual([]);
    fc.assert(fc.property(fc.jsonValue(), (value) => textOf(value as never).length <= MAX_TEXT + 1));
  });

  it.each([
    ["eyJ".repeat(MAX_TEXT / 3)],
    ["a@".repeat(MAX_TEXT / 2)],
    ["a.".repeat(MAX_TEXT / 2)],
    ["a".repeat(MAX_TEXT)],
    [`${"a@a.".repeat(MAX_TEXT / 4)}`],
    ["DE89 ".repeat(MAX_TEXT / 5)],
    ["1 ".repeat(MAX_TEXT / 2)],
    ["4-".repeat(MAX_TEXT / 2)],
    ["-----BEGIN A ".repeat(MAX_TEXT / 13)],
    ["SG.".repeat(MAX_TEXT / 3)],
  ])("takes time that grows with the text, not faster: %#", (hostile) => {
    // Of the processor, in milliseconds: who else uses the machine is not in it.
    const time = (text: string) => {
      const began = process.cpuUsage();
      for (let n = 0; n < 3; n++) detect({ text }, both);
      return process.cpuUsage(began).user / 1_000;
    };
    time(hostile.slice(0, 1_000));
    const quarter = time(hostile.slice(0, MAX_TEXT / 4));
    // Four times the text; sixteen times the time would be quadratic. The floor keeps a busy machine's noise out.
    expect(time(hostile)).toBeLessThan(Math.max(quarter, 40) * 10);
  });
});

describe("the labels of a result", () => {
  const none = { resultLabels: [], detectLabels: [] };

  it("come from the capability, the upstream's own word and what is found, and only add up", () => {
    const result = {
      content: [{ type: "text", text: "jane@example.org" }],
      _meta: { "agentgate/labels": ["external", "harmless", 7] },
    };
    expect(labelsOf(result, none)).toEqual(["external"]);
    expect(labelsOf(result, { resultLabels: ["secret"], detectLabels: ["pii"] })).toEqual([
      "external",
      "pii",
      "secret",
    ]);
    expect(labelsOf({ _meta: { "agentgate/labels": [] } }, { ...none, resultLabels: ["pii"] })).toEqual([
      "pii",
    ]);
  });

  it.each([null, "pii", { pii: true }, { length: 1, 0: "pii" }])(
    "are none where the upstream says %j",
    (said) => {
      expect(labelsOf({ _meta: { "agentgate/labels": said } }, none)).toEqual([]);
    },
  );
});

describe("the guard", () => {
  const terms = { taintGuard: true, guardLabels: ["pii", "secret"], guardAllow: ["mail.*", "io.http.post"] };
  const network = (name: string) => ({ name, operation: "NETWORK" });

  it("is about capabilities that reach out and aren't on the list", () => {
    expect(guards(terms, network("io.http.get"))).toBe(true);
    expect(guards(terms, { name: "io.http.get", operation: "READ" })).toBe(false);
    for (const name of ["io.http.post", "mail.send", "mail.internal.send"])
      expect(guards(terms, network(name))).toBe(false);
    for (const name of ["mail", "mailer.send", "io.http.post2"])
      expect(guards(terms, network(name))).toBe(true);
    expect(guards({ ...terms, guardAllow: ["*"] }, network("x"))).toBe(false);
    expect(guards({ ...terms, taintGuard: false }, network("x"))).toBe(false);
  });

  it("names the labels that it is about", () => {
    expect(blockedBy(terms, ["secret", "external", "pii"])).toEqual(["pii", "secret"]);
    expect(blockedBy(terms, ["external"])).toEqual([]);
  });
});
