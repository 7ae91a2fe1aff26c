import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callbacks } from "./callbacks";
import { argumentsNear, escaped, noArguments } from "./flight";
import { faultOfForged, faultOfRoute, faultOfSigned, heardOfAction } from "./judge";

const answer = (status: number, body: string, type = "text/x-component") => ({
  ...{ status, body, headers: { "content-type": type }, ms: 1 },
});
const WORDLESS = '0:{"a":"$@1","q":"","i":false,"b":"x"}\n1:E{"digest":"2923994329"}\n';
const problem = (status: number, code: string) =>
  answer(
    status,
    JSON.stringify({ type: "urn:x", title: "x", status, detail: "x", code, request_id: "1" }),
    "application/problem+json",
  );

describe("the judge of actions", () => {
  it("lets Next be wordless about what is no arguments, and about nothing else", () => {
    expect(heardOfAction(answer(500, WORDLESS), "nothing")).toEqual({ fault: null, wordless: true });
    expect(heardOfAction(answer(500, WORDLESS), "arguments").fault).toContain("HTTP 500");
    expect(heardOfAction(answer(500, '1:E{"digest":"1","message":"x"}\n'), "nothing").fault).toContain("500");
    expect(heardOfAction(answer(200, '1:{"ok":false,"code":"INVALID_INPUT"}'), "arguments").fault).toBeNull();
  });

  it.each([
    ["an unexpected failure", answer(200, '1:{"ok":false,"code":"INTERNAL","message":"x"}')],
    ["a stack", answer(200, "1:E\n    at f (/app/x.js:1:2)")],
    ["words of the database", answer(200, '1:"invalid byte sequence"')],
    ["no answer", null],
  ])("finds fault with %s", (_, given) => {
    expect(heardOfAction(given, "nothing").fault).not.toBeNull();
  });
});

describe("the judge of routes and callbacks", () => {
  it("takes a failure of another server for an answer, and none of ours", () => {
    expect(faultOfRoute(problem(502, "UPSTREAM_FAILED"))).toBeNull();
    expect(faultOfRoute(problem(500, "INTERNAL"))).not.toBeNull();
    expect(faultOfRoute(answer(500, "Internal Server Error", "text/plain"))).not.toBeNull();
    expect(faultOfRoute(answer(404, "<html>", "text/html"))).toBeNull();
  });

  it("wants a forged callback refused for that, and a signed one answered", () => {
    expect(faultOfForged(problem(401, "UNAUTHENTICATED"), ["UNAUTHENTICATED"])).toBeNull();
    expect(faultOfForged(answer(200, "{}", "application/json"), ["UNAUTHENTICATED"])).not.toBeNull();
    expect(faultOfSigned(answer(200, "{}", "application/json"))).toBeNull();
    expect(faultOfSigned(problem(500, "INTERNAL"))).not.toBeNull();
  });
});

describe("what is sent", () => {
  it("is the same by the same seed", () => {
    const of = (seed: number) => fc.sample(noArguments("7f"), { numRuns: 50, seed }).map(({ name }) => name);
    expect(of(3)).toEqual(of(3));
    expect(new Set(of(3)).size).toBeGreaterThan(20);
  });

  it("has no reference where it is said to be arguments", () => {
    expect(escaped({ a: ["$1", "x"], b: { c: "$$" } })).toEqual({ a: ["$$1", "x"], b: { c: "$$$" } });
    const bodies = fc.sample(argumentsNear([{ name: "$x", id: 1 }]), { numRuns: 200, seed: 1 });
    for (const { body } of bodies) expect(/"\$(?!\$)[^"]*"(?!:)/.test(body.toString())).toBe(false);
  });

  it("has callbacks of both kinds, and no forged one with a good signature over its own body", () => {
    const all = fc.sample(callbacks("a-secret-of-this-test", "018f0000-0000-7000-8000-000000000000"), {
      ...{ numRuns: 200, seed: 1 },
    });
    const signed = new Set(all.filter((it) => it.signed).map((it) => it.signature));
    expect(signed.size).toBeGreaterThan(20);
    expect(all.filter((it) => !it.signed).length).toBeGreaterThan(50);
  });
});
