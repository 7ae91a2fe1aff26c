import { expect, it } from "vitest";
import type { Json, JsonObject } from "../platform/json";
import { hasSendableHeaders } from "./header-declarations";

const named = (name: Json, type = "string"): JsonObject => ({ type, "x-mcp-header": name });
const schema = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...more,
});

it.each<[string, JsonObject]>([
  ["none", schema({ a: { type: "array", items: { type: "string" } } })],
  [
    "a token of each plain type",
    schema({ a: named("A"), b: named("B", "integer"), c: named("C", "boolean") }),
  ],
  ["one further in", schema({ a: schema({ b: named("Region") }) })],
  ["an argument of that very name", schema({ "x-mcp-header": { type: "string" } })],
  ["the word inside a value", schema({ a: { type: "object", default: { "x-mcp-header": "" } } })],
])("takes a tool with %s", (_, input) => expect(hasSendableHeaders(input)).toBe(true));

it.each<[string, JsonObject]>([
  ["an empty name", schema({ a: named("") })],
  ["a name that is no text", schema({ a: named(7) })],
  ["a space", schema({ a: named("My Region") })],
  ["a colon", schema({ a: named("Region:Primary") })],
  ["a letter beyond ASCII", schema({ a: named("Région") })],
  ["a control character", schema({ a: named("Region\t1") })],
  ["an object", schema({ a: named("A", "object") })],
  ["an array", schema({ a: named("A", "array") })],
  ["a number, which has no one spelling", schema({ a: named("A", "number") })],
  ["one name twice, whatever its case", schema({ a: named("Field"), b: named("field") })],
  ["an argument that is not always there", schema({}, { anyOf: [schema({ a: named("A") })] })],
  ["an item of a list", schema({ a: { type: "array", items: named("A") } })],
  ["the whole input", { type: "object", "x-mcp-header": "A" }],
])("refuses one with %s", (_, input) => expect(hasSendableHeaders(input)).toBe(false));
