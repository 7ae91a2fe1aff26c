import { describe, expect, it } from "vitest";
import { randomFrom } from "../random";
import { badPatterns } from "./corpora/patterns";
import { jsonCases } from "./corpora/json-cases";
import { faultOfAnswer, statementIn } from "./gateway/judge";
import { readAnswer, requestBytes } from "./gateway/raw-http";
import { hosts, urls } from "./outbound/forms";
import { questionIn } from "./outbound/dns-server";
import { mutated } from "./signatures/mutate";

const PROBLEM = {
  ...{ type: "urn:x", title: "Not found", status: 404, detail: "There is no such call.", code: "NOT_FOUND" },
  request_id: "1",
};
const answer = (status: number, body: unknown, type = "application/problem+json") => ({
  ...{ status, headers: { "content-type": type }, ms: 1 },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

describe("the judge of answers", () => {
  it("takes problem documents, errors of JSON-RPC, also in a stream, and successes", () => {
    const rpc = { jsonrpc: "2.0", id: 1, error: { code: -32700, message: "no" } };
    expect(faultOfAnswer(answer(404, PROBLEM))).toBeNull();
    expect(faultOfAnswer(answer(400, rpc, "application/json"))).toBeNull();
    expect(statementIn("text/event-stream", `data: ${JSON.stringify(rpc)}\n\n`)).toBe("-32700");
    expect(faultOfAnswer(answer(200, {}, "application/json"))).toBeNull();
  });

  it.each([
    ["a failure of ours", answer(500, { ...PROBLEM, status: 500, code: "INTERNAL" })],
    ["work that was turned away", answer(503, { ...PROBLEM, status: 503, code: "OVERLOADED" })],
    ["no answer", null],
    ["a refusal without a code", answer(400, "Bad Request", "text/plain")],
    ["a refusal with half a problem", answer(404, { code: "NOT_FOUND" })],
    ["a stack", answer(404, { ...PROBLEM, detail: "x\n    at f (/app/index.js:1:2)" })],
    ["words of the database", answer(404, { ...PROBLEM, detail: "invalid byte sequence for encoding" })],
  ])("finds fault with %s", (_, given) => {
    expect(faultOfAnswer(given)).not.toBeNull();
  });

  it("lets the server's own parser be short, and only it", () => {
    expect(faultOfAnswer(answer(400, "", ""), false)).toBeNull();
    expect(faultOfAnswer(answer(400, "", ""))).not.toBeNull();
  });
});

describe("answers as bytes", () => {
  it("are read with a length, in chunks, and after a word that one may go on", () => {
    const chunked =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    expect(readAnswer(Buffer.from(chunked), 1)).toMatchObject({ status: 200, body: "abc" });
    expect(readAnswer(Buffer.from("HTTP/1.1 204 No"), 1)).toBeNull();
    expect(requestBytes("POST", "/x", {}, "ü").toString()).toContain("content-length: 2\r\n");
  });
});

describe("the corpora", () => {
  it("have what the list of tests asks for: 300 texts of JSON, 500 patterns, 1,000 addresses", () => {
    expect(jsonCases().length).toBeGreaterThan(300);
    expect(badPatterns(500, 100)).toHaveLength(500);
    expect(new Set(hosts()).size).toBeGreaterThan(1_000);
    expect(urls(1_000, 80, randomFrom(1))).toEqual(urls(1_000, 80, randomFrom(1)));
  });

  it("have no spelling that a reader of URLs takes for a public address", () => {
    for (const host of hosts()) {
      if (!URL.canParse(`http://${host}/`)) continue;
      expect(new URL(`http://${host}/`).hostname, host).not.toMatch(/^(87|148|131)\./);
    }
  });

  it("change a text in every trial but few, by the seed alone", () => {
    const random = randomFrom(3);
    const changes = Array.from({ length: 200 }, () => mutated('{"a":"b+/="}', random));
    expect(changes.filter((it) => it !== '{"a":"b+/="}').length).toBeGreaterThan(170);
    expect(mutated("abc", randomFrom(3))).toBe(mutated("abc", randomFrom(3)));
  });
});

it("a question to a name server is read, and one that is cut off is not", () => {
  const query = Buffer.concat([
    Buffer.alloc(12),
    Buffer.from("\u0001a\u0004test\u0000\u0000\u001c\u0000\u0001", "latin1"),
  ]);
  expect(questionIn(query)).toEqual({ name: "a.test", type: 28, end: query.length });
  expect(questionIn(query.subarray(0, 15))).toBeNull();
});
