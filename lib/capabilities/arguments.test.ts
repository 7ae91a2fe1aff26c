import { expect, test } from "vitest";
import { compileArguments } from "./arguments";

const schema = {
  type: "object",
  properties: {
    path: { type: "string", minLength: 1 },
    mode: { enum: ["read", "write"] },
    when: { type: "string", format: "date-time" },
    tags: { type: "array", items: { type: "string" }, uniqueItems: true },
    code: { type: "string", pattern: "^[a-z]+$" },
  },
  required: ["path"],
  additionalProperties: false,
};

test("arguments that fit have no fault", () => {
  const check = compileArguments(schema);
  expect(check.problem).toBeNull();
  expect(
    check.faults({ path: "a", mode: "read", when: "2026-01-01T00:00:00Z", tags: ["a", "b"], code: "abc" }),
  ).toEqual([]);
});

test("each fault points at what is wrong and says what to do", () => {
  const faults = compileArguments(schema).faults({
    mode: "append",
    when: "tomorrow",
    tags: ["a", "a"],
    code: "9",
    "a/b": 1,
  });
  expect(faults).toEqual(
    expect.arrayContaining([
      { pointer: "/path", detail: "This argument is required." },
      { pointer: "/a~1b", detail: "The tool has no such argument." },
      { pointer: "/mode", detail: "Must be one of read, write." },
      { pointer: "/when", detail: "Must have the format date-time." },
      { pointer: "/tags", detail: "Must not have two equal items." },
      { pointer: "/code", detail: "Must match the pattern ^[a-z]+$." },
    ]),
  );
  expect(faults).toHaveLength(6);
});

test.each([[null], ["text"], [["list"]], [7]])(
  "arguments %j are refused even where the schema allows anything",
  (args) => {
    expect(compileArguments({}).faults(args)).toEqual([
      { pointer: "", detail: "The arguments are a JSON object." },
    ]);
  },
);

test("an inherited property is not an argument", () => {
  const check = compileArguments({ type: "object", required: ["constructor", "toString"] });
  expect(check.faults({})).toHaveLength(2);
});

test("draft-07 is understood by its own rules, and by 2020-12 it would not be", () => {
  const tuple = { type: "object", properties: { pair: { items: [{ type: "string" }, { type: "number" }] } } };
  const seven = compileArguments({ $schema: "http://json-schema.org/draft-07/schema#", ...tuple });
  expect(seven.problem).toBeNull();
  expect(seven.faults({ pair: ["a", "b"] })).toEqual([
    { pointer: "/pair/1", detail: "Must be of type number." },
  ]);
  expect(compileArguments(tuple).problem).toMatch(/does not compile/);
});

test.each([
  ["a dialect nobody knows", { $schema: "https://example.org/mine" }],
  ["a reference to the network", { properties: { a: { $ref: "https://example.org/schema.json" } } }],
  ["a type that does not exist", { properties: { a: { type: "strin" } } }],
  ["a pattern without a linear-time form", { properties: { a: { pattern: "^(?=a)b" } } }],
  ["too much text", { description: "x".repeat(300_000) }],
  ["too much depth", nested(80)],
])("a schema with %s fails closed: every call has one fault that says so", (_, hostile) => {
  const check = compileArguments(hostile);
  expect(check.problem).toMatch(/every call is refused/);
  expect(check.faults({ a: "b" })).toEqual([{ pointer: "", detail: check.problem }]);
});

test.each([
  ["explodes in a backtracking engine", "^(a+)+$", "a".repeat(50_000) + "!"],
  // Seconds where groups are looked for, milliseconds where only the answer is.
  ["has many states at each character", "(?:\\d|(?:a{0,20}){0,20}b)", "a".repeat(100_000)],
])("a pattern that %s answers at once", (_, pattern, text) => {
  const check = compileArguments({ properties: { a: { type: "string", pattern } } });
  const before = process.cpuUsage();
  expect(check.faults({ a: text })).toHaveLength(1);
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(700);
});

test("a long array of objects is checked for equal items in linear time", () => {
  const check = compileArguments({ properties: { a: { type: "array", uniqueItems: true } } });
  const items = Array.from({ length: 30_000 }, (_, index) => ({ index }));
  const started = performance.now();
  expect(check.faults({ a: items })).toEqual([]);
  expect(check.faults({ a: [...items, { index: 3 }] })).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(3_000);
});

test("schemas with the same $id do not disturb each other", () => {
  const one = compileArguments({ $id: "tool", properties: { a: { type: "string" } } });
  const two = compileArguments({ $id: "tool", properties: { a: { type: "number" } } });
  expect(one.faults({ a: "x" })).toEqual([]);
  expect(two.faults({ a: "x" })).toHaveLength(1);
});

test("a call that breaks everything gets a bounded list", () => {
  const check = compileArguments({ additionalProperties: { type: "string" } });
  const args = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index]));
  expect(check.faults(args)).toHaveLength(20);
});

function nested(levels: number): Record<string, never> | { properties: { a: ReturnType<typeof nested> } } {
  return levels === 0 ? {} : { properties: { a: nested(levels - 1) } };
}
