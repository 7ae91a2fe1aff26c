import { describe, expect, it } from "vitest";
import type { Json } from "../platform/json";
import { redact } from "./redact";

const args: Json = {
  card: { number: "4111", cvc: 1 },
  "a/b": 1,
  "m~n": 2,
  list: [{ x: 1 }, { x: 2 }],
  none: null,
};

describe("redact", () => {
  it.each<[string, string[], Json]>([
    ["a member", ["/arguments/card/number"], { ...args, card: { number: "[redacted]", cvc: 1 } }],
    ["a whole object", ["/arguments/card"], { ...args, card: "[redacted]" }],
    ["an item of a list", ["/arguments/list/1/x"], { ...args, list: [{ x: 1 }, { x: "[redacted]" }] }],
    [
      "names with / and ~",
      ["/arguments/a~1b", "/arguments/m~0n"],
      { ...args, "a/b": "[redacted]", "m~n": "[redacted]" },
    ],
    ["a null", ["/arguments/none"], { ...args, none: "[redacted]" }],
    ["all of it", ["/arguments"], "[redacted]"],
  ])("replaces %s", (_, pointers, expected) => {
    const before = structuredClone(args);
    expect(redact("arguments", args, pointers)).toEqual(expected);
    expect(args).toEqual(before);
  });

  it("returns the value itself where nothing is named, or something else is", () => {
    expect(redact("arguments", args, undefined)).toBe(args);
    expect(redact("result", args, ["/arguments/card"])).toBe(args);
    expect(
      redact("arguments", args, ["/arguments/absent", "/arguments/list/9/x", "/arguments/list/-"]),
    ).toEqual(args);
  });

  it("is not led astray by prototype names", () => {
    const forged = JSON.parse('{"__proto__":{"secret":1},"b":2}') as Json;
    expect(JSON.stringify(redact("arguments", forged, ["/arguments/__proto__/secret"]))).toBe(
      '{"__proto__":{"secret":"[redacted]"},"b":2}',
    );
    expect(redact("arguments", {}, ["/arguments/toString", "/arguments/constructor/name"])).toEqual({});
  });
});
