import { expect, test } from "vitest";
import { TICKETS } from "@/tests/http-peer";
import { compileArguments } from "../../capabilities";
import type { JsonObject } from "../../platform/json";
import { readOpenApi } from "./read-openapi";

/** A document with one operation, POST /a, of this sort. */
function withOperation(operation: object, more: object = {}, openapi = "3.1.0"): string {
  const responses = { 200: { description: "ok" } };
  const paths = { "/a": { post: { operationId: "a", responses, ...operation } } };
  return JSON.stringify({ openapi, info: { title: "T", version: "1" }, paths, ...more });
}

function only(text: string) {
  const [operation] = readOpenApi(text).operations;
  if (!operation) throw new Error("no operation");
  return operation;
}

const bodyOf = (schema: object) => ({ requestBody: { content: { "application/json": { schema } } } });
const properties = (schema: JsonObject) => schema.properties as Record<string, JsonObject>;

test("each operation of a document is a tool, and what cannot be called says why", () => {
  const { operations, ...document } = readOpenApi(TICKETS, "https://tickets.example/docs/openapi.yaml");
  expect(document).toMatchObject({
    title: "Tickets",
    version: "1.4.0",
    openapi: "3.0.3",
    servers: ["https://tickets.example/api/v1"],
  });
  expect(operations.length).toBeGreaterThanOrEqual(10);
  expect(
    Object.fromEntries(operations.filter(({ fault }) => fault).map((one) => [one.tool.name, one.fault])),
  ).toEqual({
    uploadAttachment: expect.stringMatching(/neither JSON, a form nor text/) as string,
    watchTickets: expect.stringMatching(/streaming answers are not supported/) as string,
  });
  expect(document.findings.map(({ detail }) => detail)).toEqual([
    '"key": give the upstream a credential that is sent in the header "X-Api-Key".',
    '"X-Api-Key" carries a credential, which is never an argument. It is left out.',
  ]);
});

test("arguments cover path, query, header and body, and are checked", () => {
  const { operations } = readOpenApi(TICKETS);
  const tool = (name: string) => {
    const found = operations.find((one) => one.tool.name === name)?.tool;
    if (!found) throw new Error(name);
    return found;
  };
  const list = compileArguments(tool("listTickets").inputSchema);
  expect(list.problem).toBeNull();
  expect(list.faults({ status: ["open"], limit: 200, filter: { queue: "a" } })).toEqual([]);
  expect(list.faults({ status: ["lost"] })).not.toEqual([]);
  expect(list.faults({ limit: 0 })).not.toEqual([]);
  expect(list.faults({ "X-Api-Key": "mine" })).not.toEqual([]);
  const create = compileArguments(tool("createTicket").inputSchema);
  // `number` is the service's own to give, so nobody has to send it; `note` may be null.
  expect(create.faults({ body: { title: "t", note: null, parent: { title: "u" } } })).toEqual([]);
  expect(create.faults({ body: { title: "t", parent: {} } })).not.toEqual([]);
  expect(create.faults({})).not.toEqual([]);
  expect(tool("createTicket")).toMatchObject({
    title: "Create a ticket",
    description: "Create a ticket\n\nThe ticket's number is given by the service.",
    annotations: { openWorldHint: true },
    outputSchema: { type: "object", $ref: "#/$defs/Ticket" },
    binding: {
      method: "POST",
      path: "/tickets",
      parameters: [{ argument: "X-Request-Source", in: "header", style: "simple" }],
      body: { argument: "body", contentType: "application/json" },
      accept: "application/json",
    },
  });
  expect(tool("listTickets").outputSchema).toBeUndefined();
  expect(tool("listTickets").binding?.parameters).toMatchObject([
    { name: "status", style: "form", explode: true },
    { name: "assignee", style: "form", explode: false },
    { name: "filter", style: "deepObject", explode: true },
    { name: "limit" },
  ]);
  expect(tool("getTicket").annotations).toEqual({
    readOnlyHint: true,
    idempotentHint: true,
    openWorldHint: true,
  });
  expect(tool("replaceTicket").annotations).toEqual({ idempotentHint: true, openWorldHint: true });
  expect(tool("deleteTicket").annotations).toMatchObject({ destructiveHint: true, idempotentHint: true });
});

test("two parameters of one name are told apart by their places", () => {
  const schema = { type: "string" };
  const parameters = [
    { name: "id", in: "query", schema },
    { name: "id", in: "header", schema },
    { name: "body", in: "query", schema },
  ];
  const path = {
    parameters: [{ name: "id", in: "path", required: true, schema }],
    post: { parameters, ...bodyOf({}) },
  };
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: { "/a/{id}": path },
  });
  expect(Object.keys(properties(only(text).tool.inputSchema))).toEqual([
    "id",
    "query_id",
    "query_body",
    "header_id",
    "body",
  ]);
});

test("names fit and differ, whatever the operation ids are", () => {
  const get = { responses: {} };
  const paths = {
    "/a": { get: { ...get, operationId: "list things!" }, put: { ...get, operationId: "list.things" } },
    "/b/{x}": { get },
    "/c": { get: { ...get, operationId: "n".repeat(300) } },
    "/é": { get: { ...get, operationId: "日本" } },
  };
  const text = JSON.stringify({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths });
  const names = readOpenApi(text).operations.map(({ tool }) => tool.name);
  expect(names.slice(0, 3)).toEqual(["list_things", "list_things_2", "GET_b_x"]);
  expect(names[3]).toMatch(/^n{55}_[0-9a-f]{8}$/);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
});

test.each([
  [
    "a reference to another document",
    bodyOf({ $ref: "https://elsewhere.example/s.json" }),
    /another document/,
  ],
  ["a reference into a file", bodyOf({ items: { $ref: "./s.yaml#/A" } }), /another document/],
  ["a reference to nowhere", bodyOf({ $ref: "#/components/schemas/No" }), /leads nowhere/],
  [
    "a schema that is only itself",
    bodyOf({ $ref: "#/components/schemas/Self" }),
    /refers to itself without end/,
  ],
  [
    "a circle of schemas",
    bodyOf({ allOf: [{ $ref: "#/components/schemas/One" }] }),
    /refers to itself without end/,
  ],
  ["a dynamic reference", bodyOf({ $dynamicRef: "#x" }), /\$dynamicRef/],
  ["a cookie it needs", { parameters: [{ name: "c", in: "cookie", required: true, schema: {} }] }, /cookie/],
  ["a header of ours", { parameters: [{ name: "Host", in: "header", required: true, schema: {} }] }, null],
  [
    "a header that hides the method",
    { parameters: [{ name: "X-HTTP-Method-Override", in: "header", required: true, schema: {} }] },
    /not an argument's to set/,
  ],
  [
    "a parameter that is a document",
    { parameters: [{ name: "q", in: "query", required: true, content: { "application/json": {} } }] },
    /document of its own/,
  ],
  [
    "a prototype's name",
    { parameters: [{ name: "constructor", in: "query", required: true, schema: {} }] },
    /cannot be an argument/,
  ],
  ["a server of its own", { servers: [{ url: "https://other.example" }] }, /server address of its own/],
])("%s", (_, operation, fault) => {
  const schemas = {
    Self: { $ref: "#/components/schemas/Self" },
    One: { anyOf: [{ $ref: "#/components/schemas/Two" }] },
    Two: { if: { $ref: "#/components/schemas/One" } },
  };
  const read = only(withOperation(operation, { components: { schemas } }));
  if (fault === null) expect(read.fault).toBeNull();
  else expect(read.fault).toMatch(fault);
});

test.each([
  ["/a/{id}", /which no parameter describes/],
  ["/a/../b", /leads upwards/],
  ["/a/%2E./b", /leads upwards/],
  ["/a?x=1", /not of a path/],
  ["/a\\b", /not of a path/],
  ["/a b", /not of a path/],
  ["//other.example/a", /does not start with one slash/],
  ["a", /does not start with one slash/],
  ["/a/{id", /brace without a partner/],
])("the path %s cannot be called", (path, fault) => {
  const paths = { [path]: { get: { responses: {} } } };
  const text = JSON.stringify({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths });
  expect(only(text).fault).toMatch(fault);
});

test("what is optional and cannot be sent is left out with a finding", () => {
  const parameters = [
    { name: "c", in: "cookie", schema: {} },
    { name: "x", in: "query", content: { "application/json": {} } },
    { name: "Authorization", in: "header", required: true, schema: {} },
    { name: "q", in: "query", schema: {} },
  ];
  const { operations, findings } = readOpenApi(withOperation({ parameters }));
  expect(Object.keys(properties(operations[0]?.tool.inputSchema ?? {}))).toEqual(["q"]);
  expect(findings.filter(({ detail }) => /left out/.test(detail))).toHaveLength(2);
});

test("OpenAPI 3.0 becomes JSON Schema: nullable, exclusive bounds, and nothing that is none", () => {
  const schema = {
    type: "object",
    discriminator: { propertyName: "kind" },
    xml: {},
    example: {},
    "x-own": 1,
    properties: {
      a: { type: "number", minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      b: { nullable: true, allOf: [{ $ref: "#/components/schemas/B" }] },
      c: { $ref: "#/components/schemas/B", description: "has no effect in 3.0" },
      d: { type: "string", pattern: "^(?=x)y" },
    },
  };
  const text = withOperation(bodyOf(schema), { components: { schemas: { B: { type: "string" } } } }, "3.0.1");
  const { tool } = only(text);
  expect(properties(tool.inputSchema).body).toEqual({
    type: "object",
    properties: {
      a: { type: "number", exclusiveMinimum: 1, maximum: 9 },
      b: { anyOf: [{ allOf: [{ $ref: "#/$defs/B" }] }, { type: "null" }] },
      c: { $ref: "#/$defs/B" },
      d: { type: "string" },
    },
  });
  expect(tool.inputSchema.$defs).toEqual({ B: { type: "string" } });
  expect(readOpenApi(text).findings).toMatchObject([
    { pointer: "/paths/~1a/post/requestBody/content/application~1json/schema/properties/d/pattern" },
  ]);
});

test("only the schemas that an operation needs come along, and a new one renames none", () => {
  const schemas = { A: { properties: { b: { $ref: "#/components/schemas/B" } } }, B: {}, C: {}, "A b": {} };
  const read = (more: object) =>
    only(
      withOperation(bodyOf({ $ref: "#/components/schemas/A" }), {
        components: { schemas: { ...more, ...schemas } },
      }),
    );
  expect(Object.keys(read({}).tool.inputSchema.$defs ?? {})).toEqual(["A", "B"]);
  expect(read({ "A-b": {}, Aa: {} }).tool).toEqual(read({}).tool);
});

test("a document says how it breaks the specification, and may be usable all the same", () => {
  const { operations, findings } = readOpenApi(withOperation({ deprecated: "yes" }));
  expect(operations[0]?.fault).toBeNull();
  expect(findings[0]?.pointer).toMatch(/^\/paths/);
});

test.each([
  ["", /empty/],
  ["[1]", /not an object/],
  ["{", /Line 1: this is not JSON/],
  ['{"a":\n1,}', /Line 2: this is not JSON/],
  ["a: b: c", /Line 1: this is not YAML/],
  ["a: 1\na: 2", /Line 2: this key is written twice/],
  ["a: &x 1\nb: *x", /Line 1: anchors and aliases/],
  ["a: !!js/function x", /tags are not accepted/],
  ["<<: {a: 1}", /merge keys/],
  ["a: .nan", /out of range/],
  ['{"a":"\\u0000"}', /\/a: This holds characters that are not text/],
  ['{"a":{"__proto__":1}}', /\/a\/__proto__: This key is not accepted/],
  ['{"swagger":"2.0"}', /Swagger 2 is not read/],
  ['{"openapi":"3.2.0","paths":{}}', /Only OpenAPI 3.0 and 3.1/],
  ['{"openapi":"3.1.0","info":{}}', /no paths/],
])("%j is no document, and the refusal says where", (text, message) => {
  expect(() => readOpenApi(text)).toThrow(message);
  expect(() => readOpenApi(text)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }) as Error);
});
