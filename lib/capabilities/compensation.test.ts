import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPointer } from "../platform/errors";
import type { Json, JsonObject } from "../platform/json";
import { compileArguments } from "./arguments";
import { mapCompensation, repeatsTheCall, resolve } from "./compensation";
import { mappingFaults } from "./mapping-faults";
import type { CompensationMapping } from "./types";

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const name = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom("__proto__", "constructor", "a/b", "a~b", "~1", "", "0"),
);

describe("a pointer", () => {
  // The examples of RFC 6901, section 5.
  const document = { foo: ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, " ": 7 };
  test.each<[string, Json | undefined]>([
    ["", document],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/m~0n", 8],
    ["/ ", 7],
    ["/foo/-", undefined],
    ["/foo/01", undefined],
    ["/foo/2", undefined],
    ["/foo/length", undefined],
    ["/constructor", undefined],
    ["/foo/0/0", undefined],
  ])("%j leads to %j", (pointer, value) => expect(resolve(document, pointer)).toEqual(value));
});

describe("mapping a call", () => {
  test("takes arguments, results and constants to where the compensating tool wants them", () => {
    const mapping: CompensationMapping = {
      source: { from: "arguments", pointer: "/destination" },
      id: { from: "result", pointer: "/structuredContent/project/id" },
      said: { from: "result", pointer: "/content/0/text" },
      force: { value: false },
      gone: { from: "arguments", pointer: "/nothing/here" },
    };
    const call = {
      arguments: { source: "a", destination: "b" },
      result: { content: [{ type: "text", text: "done" }], structuredContent: { project: { id: 7 } } },
    };
    expect(mapCompensation(mapping, call)).toEqual({
      arguments: { source: "b", id: 7, said: "done", force: false },
      missing: [{ argument: "gone", from: "arguments", pointer: "/nothing/here" }],
    });
  });

  test("brings every value there is to its argument, whatever either is called, and invents none", () => {
    const values = fc.dictionary(name, json, { maxKeys: 6, noNullPrototype: true });
    fc.assert(
      fc.property(values, fc.constantFrom("arguments" as const, "result" as const), (original, from) => {
        const mapping: CompensationMapping = Object.fromEntries(
          Object.keys(original).map((key) => [`x${key}`, { from, pointer: toPointer([key]) }]),
        );
        const other = from === "arguments" ? "result" : "arguments";
        const call = { [from]: original, [other]: {} } as { arguments: JsonObject; result: JsonObject };
        const there = mapCompensation(mapping, call);
        expect(there.missing).toEqual([]);
        // And back again: the mapping turned round gives the original.
        const back = Object.fromEntries(
          Object.keys(original).map((key) => [
            key,
            { from: "arguments" as const, pointer: toPointer([`x${key}`]) },
          ]),
        );
        expect(mapCompensation(back, { arguments: there.arguments, result: {} }).arguments).toEqual(original);
      }),
    );
  });

  test("that takes each argument from itself is the same call again", () => {
    const same = (pointer: string): CompensationMapping => ({ "a/b": { from: "arguments", pointer } });
    expect(repeatsTheCall(same("/a~1b"))).toBe(true);
    expect(repeatsTheCall(same("/other"))).toBe(false);
    expect(repeatsTheCall({ a: { value: 1 } })).toBe(false);
  });
});

describe("what a mapping gets wrong before there is a call", () => {
  const source = {
    inputSchema: {
      type: "object",
      properties: {
        path: { type: "string" },
        count: { type: "integer" },
        where: { $ref: "#/$defs/place" },
        list: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
        any: {},
        either: { anyOf: [{ type: "object" }] },
      },
      $defs: { place: { type: "object", properties: { folder: { type: "string" } } } },
    },
    outputSchema: {
      type: "object",
      properties: { id: { type: "string" }, size: { type: "number" } },
      additionalProperties: false,
    },
  };
  const target = {
    type: "object",
    properties: {
      path: { type: "string", minLength: 2 },
      count: { type: "integer" },
      mode: { enum: ["soft", "hard"] },
    },
    required: ["path"],
    additionalProperties: false,
  };
  const faults = (mapping: CompensationMapping, to: JsonObject = target, from = source) =>
    mappingFaults(mapping, from, to);
  const path = { path: { from: "arguments" as const, pointer: "/path" } };

  test.each<[string, CompensationMapping]>([
    ["a required argument from an argument", path],
    ["from below a reference", { path: { from: "arguments", pointer: "/where/folder" } }],
    ["from an item of a list", { path: { from: "arguments", pointer: "/list/3/id" } }],
    ["from where the schema cannot tell", { path: { from: "arguments", pointer: "/any/thing" } }],
    ["from where one of several schemas may tell", { path: { from: "arguments", pointer: "/either/thing" } }],
    ["from the structured result", { path: { from: "result", pointer: "/structuredContent/id" } }],
    ["from a result's text", { path: { from: "result", pointer: "/content/0/text" } }],
    ["a number for an integer", { ...path, count: { from: "result", pointer: "/structuredContent/size" } }],
    ["a constant that fits", { path: { value: "ab" }, mode: { value: "soft" } }],
  ])("nothing: %s", (_, mapping) => expect(faults(mapping)).toEqual([]));

  test.each<[string, CompensationMapping, string, RegExp]>([
    ["a required argument that nothing fills", {}, "/path", /requires this argument/],
    [
      "an argument there is not",
      { ...path, "a/b": { from: "arguments", pointer: "/any" } },
      "/a~1b",
      /no such argument/,
    ],
    ["a constant for one there is not", { ...path, nope: { value: 1 } }, "/nope", /no such argument/],
    ["a constant that does not fit", { path: { value: "a" } }, "/path", /fewer than 2/],
    ["a constant out of the list", { ...path, mode: { value: "medium" } }, "/mode", /one of soft, hard/],
    [
      "a place the arguments do not have",
      { path: { from: "arguments", pointer: "/paht" } },
      "/path",
      /arguments have nothing at \/paht/,
    ],
    ["a place below a text", { path: { from: "arguments", pointer: "/path/0" } }, "/path", /nothing at/],
    [
      "a place below a reference",
      { path: { from: "arguments", pointer: "/where/x" } },
      "/path",
      /nothing at/,
    ],
    [
      "a place the result does not have",
      { path: { from: "result", pointer: "/structuredContent/x" } },
      "/path",
      /result has nothing/,
    ],
    [
      "what is no part of a result",
      { path: { from: "result", pointer: "/id" } },
      "/path",
      /result has nothing/,
    ],
    [
      "a block without a number",
      { path: { from: "result", pointer: "/content/first" } },
      "/path",
      /result has nothing/,
    ],
    ["a value of another type", { path: { from: "arguments", pointer: "/count" } }, "/path", /another type/],
    [
      "a text for a number",
      { ...path, count: { from: "result", pointer: "/content/0/text" } },
      "/count",
      /another type/,
    ],
  ])("%s", (_, mapping, pointer, detail) => {
    expect(faults(mapping)).toEqual([{ pointer, detail: expect.stringMatching(detail) as string }]);
  });

  test("everything, where the compensating tool's schema cannot be used", () => {
    expect(faults(path, { type: "nonsense" })).toMatchObject([{ pointer: "" }]);
  });

  test("nothing of what arguments have to be together: a constant is looked at alone", () => {
    const either = {
      type: "object",
      properties: { mode: { type: "string" }, x: {}, y: {} },
      anyOf: [
        { properties: { mode: { const: "a" } }, required: ["x"] },
        { properties: { mode: { const: "b" } }, required: ["y"] },
      ],
    };
    expect(faults({ mode: { value: "b" }, y: { from: "arguments", pointer: "/any" } }, either)).toEqual([]);
  });

  test("ends, where references go in circles", () => {
    const circle = {
      inputSchema: { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } },
      outputSchema: null,
    };
    const from = { path: { from: "arguments" as const, pointer: "/x/y/z" } };
    expect(mappingFaults(from, circle, target)).toEqual([]);
  });
});

/** A tool with up to five arguments of simple types, some of them required. */
const NAMES = ["a", "b", "c/d", "__proto__", "e"];
const TYPES = ["string", "integer", "boolean", "array", "object"] as const;
type Simple = { types: Record<string, string>; required: string[]; closed: boolean };
const simple: fc.Arbitrary<Simple> = fc.record({
  types: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...TYPES), { noNullPrototype: true }),
  required: fc.subarray(NAMES),
  closed: fc.boolean(),
});
const schemaOf = ({ types, required, closed }: Simple): JsonObject => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(types).map(([key, type]) => [key, { type }])),
  required: required.filter((key) => Object.hasOwn(types, key)),
  ...(closed && { additionalProperties: false }),
});
const VALUES: Record<string, Json> = { string: "x", integer: 3, boolean: true, array: [], object: {} };

const anyMapping: fc.Arbitrary<CompensationMapping> = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(
    fc.record({
      from: fc.constantFrom("arguments" as const, "result" as const),
      pointer: fc
        .tuple(fc.constantFrom("", "/structuredContent"), fc.constantFrom(...NAMES))
        .map(([head, key]) => `${head}${toPointer([key])}`),
    }),
    fc.record({ value: fc.constantFrom(...Object.values(VALUES)) }),
  ),
  { noNullPrototype: true },
);

const NOTHING: Simple = { types: {}, required: [], closed: false };
const ONE_OBJECT: Simple = { types: { b: "object" }, required: [], closed: false };
const CLOSED_PROTO: Simple = { types: { ["__proto__"]: "object" }, required: [], closed: true };
const FROM_B = { from: "arguments" as const, pointer: "/b" };

test("a mapping without faults makes a call that fits, of every call that gives the values it takes", () => {
  let clean = 0;
  fc.assert(
    fc.property(simple, simple, simple, anyMapping, (input, output, to, mapping) => {
      const target = schemaOf(to);
      const source = { inputSchema: schemaOf(input), outputSchema: schemaOf(output) };
      const filled = ({ types }: Simple): JsonObject =>
        Object.fromEntries(Object.entries(types).map(([key, type]) => [key, VALUES[type] ?? null]));
      if (mappingFaults(mapping, source, target).length > 0) return;
      clean += 1;
      const call = { arguments: filled(input), result: { content: [], structuredContent: filled(output) } };
      const mapped = mapCompensation(mapping, call);
      expect(mapped.missing).toEqual([]);
      expect(compileArguments(target).faults(mapped.arguments)).toEqual([]);
    }),
    // The example: an argument with a name that Ajv leaves out of a schema's properties.
    { numRuns: 1_000, examples: [[ONE_OBJECT, NOTHING, CLOSED_PROTO, { ["__proto__"]: FROM_B }]] },
  );
  expect(clean).toBeGreaterThan(20);
});
