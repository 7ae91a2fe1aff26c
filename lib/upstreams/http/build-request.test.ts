import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HttpBinding, HttpParameter } from "../../capabilities/types";
import type { Json, JsonObject } from "../../platform/json";
import { UpstreamError } from "../errors";
import { buildRequest } from "./build-request";

const BASE = "https://api.example/v1/";

function parameter(one: Partial<HttpParameter> & Pick<HttpParameter, "in">): HttpParameter {
  const style = one.style ?? (one.in === "query" ? "form" : "simple");
  return { argument: "a", name: "a", style, explode: style === "form", ...one };
}

function binding(more: Partial<HttpBinding>): HttpBinding {
  return { method: "GET", path: "/x", parameters: [], body: null, accept: "application/json", ...more };
}

function urlOf(one: Partial<HttpParameter> & Pick<HttpParameter, "in">, value: Json): string {
  const path = one.in === "path" ? "/x/{a}/y" : "/x";
  const { url } = buildRequest(BASE, binding({ path, parameters: [parameter(one)] }), { a: value });
  return url.slice(BASE.length - 1);
}

const LIST = ["blue", "black"];
const MAP = { R: 100, G: 200 };

describe("arguments stand as OpenAPI's styles have them", () => {
  test.each<[Partial<HttpParameter> & Pick<HttpParameter, "in">, Json, string]>([
    [{ in: "path" }, "a b/c?d#e", "/x/a%20b%2Fc%3Fd%23e/y"],
    [{ in: "path" }, 5, "/x/5/y"],
    [{ in: "path" }, LIST, "/x/blue,black/y"],
    [{ in: "path" }, MAP, "/x/R,100,G,200/y"],
    [{ in: "path", explode: true }, MAP, "/x/R=100,G=200/y"],
    [{ in: "path", style: "label" }, LIST, "/x/.blue,black/y"],
    [{ in: "path", style: "label", explode: true }, LIST, "/x/.blue.black/y"],
    [{ in: "path", style: "label", explode: true }, MAP, "/x/.R=100.G=200/y"],
    [{ in: "path", style: "matrix" }, "blue", "/x/;a=blue/y"],
    [{ in: "path", style: "matrix" }, LIST, "/x/;a=blue,black/y"],
    [{ in: "path", style: "matrix", explode: true }, LIST, "/x/;a=blue;a=black/y"],
    [{ in: "path", style: "matrix", explode: true }, MAP, "/x/;R=100;G=200/y"],
    [{ in: "query" }, "a&b=c d+%", "/x?a=a%26b%3Dc%20d%2B%25"],
    [{ in: "query" }, "", "/x?a="],
    [{ in: "query" }, true, "/x?a=true"],
    [{ in: "query" }, LIST, "/x?a=blue&a=black"],
    [{ in: "query", explode: false }, LIST, "/x?a=blue,black"],
    [{ in: "query" }, MAP, "/x?R=100&G=200"],
    [{ in: "query", explode: false }, MAP, "/x?a=R,100,G,200"],
    [{ in: "query", style: "spaceDelimited", explode: false }, LIST, "/x?a=blue%20black"],
    [{ in: "query", style: "pipeDelimited", explode: false }, LIST, "/x?a=blue%7Cblack"],
    [{ in: "query", style: "deepObject", explode: true }, MAP, "/x?a%5BR%5D=100&a%5BG%5D=200"],
    [{ in: "query" }, [], "/x"],
    [{ in: "query" }, null, "/x"],
    [{ in: "query", name: "a[]" }, LIST, "/x?a%5B%5D=blue&a%5B%5D=black"],
  ])("%j %j", (one, value, expected) => {
    expect(urlOf(one, value)).toBe(expected);
  });
});

describe("what would not stay in its place is refused", () => {
  test.each<[Partial<HttpParameter> & Pick<HttpParameter, "in">, Json, RegExp]>([
    [{ in: "path" }, "", /cannot be empty/],
    [{ in: "path" }, null, /missing/],
    [{ in: "path" }, "..", /step upwards/],
    [{ in: "path" }, ".", /step upwards/],
    [{ in: "path" }, "../admin", /step upwards/],
    [{ in: "path" }, "a/../../admin", /step upwards/],
    [{ in: "path" }, "..\\admin", /step upwards/],
    [{ in: "path" }, "%2e%2e", /step upwards/],
    [{ in: "path" }, "%2e%2e%2fadmin", /step upwards/],
    [{ in: "path" }, "%252e%252e", /step upwards/],
    [{ in: "path" }, "..;x", /step upwards/],
    [{ in: "path" }, "a\nb", /control characters/],
    [{ in: "path" }, { a: { b: 1 } }, /nests/],
    [{ in: "path" }, ["a,b", "c"], /what separates/],
    [{ in: "path", style: "label", explode: true }, ["a.b", "c"], /what separates/],
    [{ in: "query", explode: false }, ["a,b", "c"], /what separates/],
    [{ in: "query", style: "spaceDelimited", explode: false }, ["a b", "c"], /what separates/],
    [{ in: "query", style: "deepObject" }, { "x][y": 1 }, /brackets/],
    [{ in: "query" }, [null], /null/],
    [{ in: "query" }, { x: [1] }, /nests/],
    [{ in: "query" }, "\ud800", /not text/],
    [{ in: "header" }, "a\r\nauthorization: x", /printable/],
    [{ in: "header" }, "é", /printable/],
    [{ in: "header" }, "x".repeat(9_000), /too long/],
    [{ in: "header", name: "Authorization" }, "x", /not an argument's to set/],
    [{ in: "header", name: "Idempotency-Key" }, "x", /not an argument's to set/],
    [{ in: "header", name: "X-Forwarded-For" }, "x", /not an argument's to set/],
    [{ in: "header", name: "Transfer-Encoding" }, "x", /not an argument's to set/],
  ])("%j %j", (one, value, message) => {
    expect(() => urlOf(one, value)).toThrow(message);
    expect(() => urlOf(one, value)).toThrow(expect.objectContaining({ effect: "none", ours: true }) as Error);
  });

  test("an exploded object that says another parameter", () => {
    const parameters = [
      parameter({ in: "query" }),
      parameter({ in: "query", argument: "role", name: "role" }),
    ];
    const ask = (a: JsonObject) => buildRequest(BASE, binding({ parameters }), { a, role: "guest" });
    expect(() => ask({ role: "admin" })).toThrow(/name of another parameter/);
    expect(() => ask({ "role[0]": "admin" })).toThrow(/name of another parameter/);
    expect(ask({ other: "x" }).url).toBe("https://api.example/v1/x?other=x&role=guest");
  });

  test("two harmless halves that make a step upwards together", () => {
    const parameters = [parameter({ in: "path", name: "b", argument: "b" })];
    expect(() => buildRequest(BASE, binding({ path: "/x/.{b}", parameters }), { b: "." })).toThrow();
  });
});

test("bodies are sent as their type has them", () => {
  const send = (contentType: string, body: Json) =>
    buildRequest(BASE, binding({ method: "POST", body: { argument: "body", contentType } }), { body });
  expect(send("application/merge-patch+json", { a: [1] })).toMatchObject({
    body: '{"a":[1]}',
    headers: { "content-type": "application/merge-patch+json", accept: "application/json" },
  });
  expect(send("application/json", null).body).toBe("null");
  expect(send("text/plain", "as it is").body).toBe("as it is");
  expect(() => send("text/plain", 1)).toThrow(/has to be text/);
  expect(send("application/x-www-form-urlencoded", { "a b": ["1", "2&c=3"], n: null }).body).toBe(
    "a%20b=1&a%20b=2%26c%3D3",
  );
  expect(() => send("application/x-www-form-urlencoded", { a: { b: 1 } })).toThrow(/nests/);
  const without = buildRequest(
    BASE,
    binding({ method: "POST", body: { argument: "body", contentType: "text/plain" } }),
    {},
  );
  expect(without).toMatchObject({ body: null, headers: { accept: "application/json" } });
  expect(without.headers["content-type"]).toBeUndefined();
});

test.each(["ftp://h", "https://h/?a=1", "https://u:p@h/", "nonsense", "https://h/#x"])(
  "the base address %s is refused",
  (base) => {
    expect(() => buildRequest(base, binding({}), {})).toThrow(UpstreamError);
  },
);

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom("..", "/", "\\", "%2e", "%2f", "%", "?", "#", "@", ":", ";", "\t", "\n", "a", "."),
    maxLength: 8,
  }),
);

test("whatever the arguments hold, origin, fixed segments and their number stay", () => {
  const parameters = [
    parameter({ in: "path", argument: "one", name: "one" }),
    parameter({ in: "path", argument: "two", name: "two", style: "label" }),
    parameter({ in: "query", argument: "q", name: "q" }),
    parameter({ in: "header", argument: "h", name: "x-h" }),
  ];
  const asked = binding({ path: "/fixed/{one}/with spaces/{two}.json", parameters });
  const values = fc.record({ one: nasty, two: nasty, q: fc.oneof(nasty, fc.array(nasty)), h: nasty });
  let built = 0;
  fc.assert(
    fc.property(values, (args) => {
      let request;
      try {
        request = buildRequest(BASE, asked, args);
      } catch (error) {
        expect(error).toMatchObject({ effect: "none" });
        return;
      }
      built += 1;
      const url = new URL(request.url);
      expect(url.origin).toBe("https://api.example");
      const segments = url.pathname.split("/");
      expect(segments).toHaveLength(6);
      expect(segments.slice(0, 3)).toEqual(["", "v1", "fixed"]);
      expect(decodeURIComponent(segments[3] ?? "")).toBe(args.one);
      expect(segments[4]).toBe("with%20spaces");
      expect(decodeURIComponent(segments[5] ?? "")).toBe(`.${args.two}.json`);
      expect([...url.searchParams.keys()].every((key) => key === "q")).toBe(true);
      expect(url.searchParams.getAll("q")).toEqual([args.q].flat());
      expect(Object.keys(request.headers).sort()).toEqual(["accept", "x-h"]);
    }),
    { numRuns: 3_000 },
  );
  expect(built).toBeGreaterThan(100);
});
