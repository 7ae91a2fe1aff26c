import { expect, test } from "vitest";
import { bindingFault } from "./binding";
import type { HttpBinding, HttpParameter } from "./types";

const inPath: HttpParameter = { argument: "id", name: "id", in: "path", style: "simple", explode: false };
const query: HttpParameter = { argument: "q", name: "q", in: "query", style: "form", explode: true };
const header: HttpParameter = {
  argument: "h",
  name: "X-Trace",
  in: "header",
  style: "simple",
  explode: false,
};
const base: HttpBinding = {
  method: "PUT",
  path: "/things/{id}",
  parameters: [inPath, query, header],
  body: { argument: "body", contentType: "application/json" },
  accept: "application/json",
};
const fault = (binding: object | undefined, kind = "http") =>
  bindingFault(kind, { name: "a", inputSchema: {}, ...(binding && { binding: binding as HttpBinding }) });

test("an HTTP tool has a binding that sends each argument to one place", () => {
  expect(fault(base)).toBeNull();
  expect(fault({ ...base, path: "/", parameters: [], body: null })).toBeNull();
  expect(fault({ ...base, path: "/v1.0/..hidden/{id}.json" })).toBeNull();
});

test("what is not HTTP has none, and what is cannot do without", () => {
  expect(fault(base, "mcp_http")).toMatch(/Only an upstream of kind http/);
  expect(fault(undefined, "mcp_http")).toBeNull();
  expect(fault(undefined)).toMatch(/needs its HTTP binding/);
});

test.each<[string, object]>([
  ["a method that is none", { method: "TRACE" }],
  ["a member nobody knows", { host: "elsewhere.example" }],
  ["a path that leaves its base", { path: "//elsewhere.example/{id}" }],
  ["a path that climbs", { path: "/things/{id}/../../admin" }],
  ["a path that climbs at its end", { path: "/things/{id}/%2E%2e" }],
  ["a path with a query", { path: "/things/{id}?admin=1" }],
  ["a path with a backslash", { path: "/things\\{id}" }],
  ["a path with a line break", { path: "/things/{id}\r\nHost: x" }],
  ["a path that does not begin with a slash", { path: "things/{id}" }],
  ["a slot that no parameter fills", { path: "/things/{id}/{other}" }],
  ["a parameter without a slot", { path: "/things" }],
  ["braces that are no slot", { path: "/things/{id}/{" }],
  ["one argument in two places", { body: { argument: "id", contentType: "application/json" } }],
  ["a style that its place does not have", { parameters: [inPath, { ...query, style: "matrix" }] }],
  ["a header that says who calls", { parameters: [inPath, { ...header, name: "Authorization" }] }],
  [
    "a header that says where a message ends",
    { parameters: [inPath, { ...header, name: "content-length" }] },
  ],
  ["a header's name that is none", { parameters: [inPath, { ...header, name: "X: y\r\nZ" }] }],
  ["a media type with a line break", { accept: "text/plain\r\nX: y" }],
])("%s is refused with a sentence", (_, change) => {
  expect(fault({ ...base, ...change })).toMatch(/^Its HTTP binding cannot be used\. /);
});
