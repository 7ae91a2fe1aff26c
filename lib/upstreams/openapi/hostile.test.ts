import fc from "fast-check";
import { expect, test } from "vitest";
import { compileArguments } from "../../capabilities";
import { DomainError } from "../../platform/errors";
import { readOpenApi } from "./read-openapi";

/** Enough for a machine that is busy; without bounds, each of these takes minutes or all memory. */
const LONG_MS = 60_000;

function refusalOrDocument(text: string) {
  try {
    return readOpenApi(text);
  } catch (error) {
    if (error instanceof DomainError && error.code === "INVALID_INPUT") return null;
    throw error;
  }
}

function document(paths: object, components: object = {}, openapi = "3.1.0"): string {
  return JSON.stringify({ openapi, info: { title: "T", version: "1" }, paths, components });
}

const body = (schema: object) => ({
  post: { requestBody: { content: { "application/json": { schema } } }, responses: {} },
});
const ref = (name: string | number) => ({ $ref: `#/components/schemas/${name}` });
const get = { get: { operationId: "same", responses: { 200: { description: "ok" } } } };
const many = (count: number, make: (index: number) => [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));

const HOSTILE: [string, () => string, RegExp | null][] = [
  ["aliases of aliases", () => "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", /aliases/],
  ["brackets without end", () => `a: ${"[".repeat(200_000)}`, /too deeply/],
  ["items of items", () => `${"- ".repeat(50_000)}x`, /too deeply/],
  [
    "indentation without end",
    () => Array.from({ length: 400 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
    /too deeply|100 levels/,
  ],
  [
    "keys at the top",
    () => Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join("\n"),
    /not indented/,
  ],
  ["keys under a key", () => `a:\n${"  k: 1\n".repeat(40_000)}`, /too many parts/],
  ["commas", () => `openapi: 3.1.0\npaths: {${"a: b, ".repeat(200_000)}}`, /too many parts/],
  ["nested JSON", () => `${'{"a":'.repeat(300_000)}1${"}".repeat(300_000)}`, /deeper than/],
  ["values", () => JSON.stringify(Array.from({ length: 900_000 }, () => 1)), /more than/],
  ["bytes", () => JSON.stringify("x".repeat(6_000_000)), /larger than 5 MB/],
  ["10,000 operations", () => document(many(10_000, (at) => [`/p${at}`, get])), /more than 5000 operations/],
  [
    "members",
    () =>
      document(
        {},
        many(10_001, (at) => [`c${at}`, 1]),
      ),
    /more than 10000 members/,
  ],
  ["5,000 operations of one name", () => document(many(5_000, (at) => [`/p${at}`, get])), null],
  [
    "schemas that double at each step",
    () =>
      document(
        { "/a": body(ref(0)) },
        { schemas: many(60, (at) => [String(at), { allOf: [ref((at + 1) % 61), ref((at + 1) % 61)] }]) },
      ),
    null,
  ],
  [
    "a chain of 9,000 schemas that each of 1,000 operations needs",
    () =>
      document(
        many(1_000, (at) => [`/p${at}`, body(ref(at))]),
        { schemas: many(9_000, (at) => [String(at), { properties: { next: ref((at + 1) % 9_000) } }]) },
      ),
    null,
  ],
  [
    "4,000 long patterns",
    () =>
      document({
        "/a": body({
          properties: many(4_000, (at) => [
            `p${at}`,
            { pattern: `(a{900}|b${at})(x+x+)+$${"(y|z)?".repeat(100)}` },
          ]),
        }),
      }),
    null,
  ],
  [
    "one large list that 4,000 paths share",
    () =>
      document(
        many(4_000, (at) => [`/s${at}`, { $ref: "#/components/pathItems/P" }]),
        {
          pathItems: {
            P: {
              ...get,
              parameters: Array.from({ length: 200 }, (_, at) => ({
                name: `p${at}`,
                in: "query",
                schema: {},
              })),
            },
          },
        },
      ),
    null,
  ],
  [
    "references in a circle",
    () => document({ "/a": { $ref: "#/paths/~1b" }, "/b": { $ref: "#/paths/~1a" } }),
    null,
  ],
];

test.each(HOSTILE)("%s: bounded", (_, make, refused) => {
  const text = make();
  const started = performance.now();
  if (refused) expect(() => readOpenApi(text)).toThrow(refused);
  else readOpenApi(text);
  expect(performance.now() - started).toBeLessThan(LONG_MS);
});

test("no document writes to what all objects share", () => {
  const text = document(
    { "/a": body(ref("a")) },
    {
      schemas: {
        a: {
          $ref: "#/components/schemas/b",
          constructor: { prototype: { polluted: { $ref: "#/components/schemas/c" } } },
        },
        b: {},
        c: {},
      },
    },
  );
  expect(refusalOrDocument(text)).not.toBeNull();
  expect("polluted" in {}).toBe(false);
});

const name = fc.oneof(
  fc.constantFrom("id", "q", "body", "x-y", "filter[a]", "Host", "toString"),
  fc.string({ maxLength: 12 }),
);
const junk = fc.jsonValue({ maxDepth: 2 });
const schema = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    junk,
    fc
      .constantFrom("A", "B", "C/d", "E f", "none")
      .map((to) => ({ $ref: `#/components/schemas/${to.replaceAll("/", "~1")}` })),
    fc.record({ $ref: fc.oneof(fc.string({ maxLength: 20 }), fc.constant("#/paths")) }),
    fc.record(
      {
        type: fc.oneof(fc.constantFrom("string", "object", "array", "integer", "null"), junk),
        nullable: fc.boolean(),
        properties: fc.dictionary(name, tie("schema"), { maxKeys: 3 }),
        patternProperties: fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom("^a", "(?=a)", "[\\w-.]")),
          tie("schema"),
          { maxKeys: 2 },
        ),
        items: fc.oneof(tie("schema"), fc.array(tie("schema"), { maxLength: 2 })),
        allOf: fc.array(tie("schema"), { maxLength: 2 }),
        anyOf: fc.oneof(junk, fc.array(tie("schema"), { maxLength: 2 })),
        not: tie("schema"),
        if: tie("schema"),
        dependentSchemas: fc.dictionary(name, tie("schema"), { maxKeys: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
        unevaluatedProperties: fc.boolean(),
        required: fc.oneof(junk, fc.array(name, { maxLength: 3 })),
        enum: fc.oneof(junk, fc.array(junk, { maxLength: 3 })),
        const: junk,
        pattern: fc.oneof(
          fc.string(),
          fc.constantFrom("^[a-z]+$", "(?<=x)y", "\\1", "[\\w-.]", "a{2000}", "(", "\\p{L}"),
        ),
        format: fc.oneof(fc.constantFrom("date-time", "int64", "made-up", "regex"), junk),
        minimum: fc.oneof(fc.integer(), junk),
        exclusiveMinimum: fc.oneof(fc.boolean(), fc.integer()),
        maxLength: fc.oneof(fc.integer(), fc.double()),
        multipleOf: fc.double(),
        discriminator: junk,
        readOnly: fc.oneof(fc.boolean(), junk),
        $id: fc.string({ maxLength: 5 }),
        $schema: fc.string({ maxLength: 5 }),
        $anchor: fc.string({ maxLength: 5 }),
        $defs: junk,
      },
      { requiredKeys: [] },
    ),
  ),
})).schema;
const parameter = fc.oneof(
  junk,
  fc.record(
    {
      name: fc.oneof(name, name, name, junk),
      in: fc.oneof(fc.constantFrom("path", "query", "header", "cookie"), junk),
      required: fc.boolean(),
      style: fc.oneof(fc.constantFrom("form", "simple", "deepObject", "label"), junk),
      explode: fc.boolean(),
      schema,
    },
    { requiredKeys: ["name", "in"] },
  ),
);
const operation = fc.record(
  {
    operationId: fc.oneof(name, junk),
    summary: fc.oneof(fc.string({ unit: "binary" }), junk),
    tags: junk,
    parameters: fc.oneof(junk, fc.array(parameter, { maxLength: 3 })),
    requestBody: fc.oneof(
      junk,
      fc.record({
        required: fc.boolean(),
        content: fc.dictionary(
          fc.constantFrom("application/json", "text/plain", "a/b", "x"),
          fc.record({ schema }),
          { maxKeys: 2 },
        ),
      }),
    ),
    responses: fc.oneof(
      junk,
      fc.dictionary(
        fc.constantFrom("200", "2XX", "404", "default"),
        fc.record({
          content: fc.dictionary(
            fc.constantFrom("application/json", "text/event-stream"),
            fc.record({ schema }),
            { maxKeys: 2 },
          ),
        }),
        { maxKeys: 2 },
      ),
    ),
  },
  { requiredKeys: [] },
);
const item = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { get: operation, post: operation, parameters: fc.array(parameter, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: junk },
);
const documents = fc.record({
  openapi: fc.constantFrom("3.0.3", "3.1.0"),
  info: fc.oneof(junk, fc.constant({ title: "T", version: "1" })),
  servers: fc.oneof(junk, fc.array(fc.record({ url: fc.oneof(fc.webUrl(), fc.string()) }), { maxLength: 2 })),
  paths: fc.dictionary(fc.oneof(fc.constantFrom("/a", "/a/{id}", "/b/{id}/{q}"), fc.string()), item, {
    maxKeys: 4,
  }),
  components: fc.record({ schemas: fc.record({ A: schema, B: schema, "C/d": schema, "E f": schema }) }),
});

test("any document is read or refused; names differ and fit; what has no fault can be checked", () => {
  fc.assert(
    fc.property(documents, (value) => {
      const read = refusalOrDocument(JSON.stringify(value));
      if (!read) return;
      const names = read.operations.map(({ tool }) => tool.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { tool, fault } of read.operations) {
        expect(tool.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        if (fault !== null) continue;
        const check = compileArguments(tool.inputSchema);
        expect(check.problem).toBeNull();
        check.faults({ body: { a: [{}, 1] }, id: "x" });
        if (tool.outputSchema) expect(compileArguments(tool.outputSchema).problem).toBeNull();
      }
    }),
    { numRuns: 600 },
  );
});

test("any text is read or refused", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.string({ unit: fc.constantFrom(..."a:-?[]{}&*!|>'\"%@#\n \t,") }),
  );
  fc.assert(
    fc.property(text, (one) => void refusalOrDocument(one)),
    { numRuns: 2_000 },
  );
});
