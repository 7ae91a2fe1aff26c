import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DomainError } from "../errors";
import { canonical, hashOf, parseJsonStrict, type Json } from "./index";

function fault(text: string): { code: string; pointer: string | undefined } {
  try {
    parseJsonStrict(text);
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, pointer: error.faults[0]?.pointer };
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 80)}`);
}

describe("parseJsonStrict", () => {
  it("agrees with JSON.parse on every value that it accepts", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        let parsed: Json;
        try {
          parsed = parseJsonStrict(text);
        } catch (error) {
          // Only what has its own rule may be refused here.
          return (
            error instanceof DomainError &&
            /__proto__|constructor|prototype|surrogate|\b\d{16,}/.test(text + error.message)
          );
        }
        expect(parsed).toEqual(JSON.parse(text));
        return true;
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', "/a"],
    ['{"a":{"b":[0,{"c":1,"c":1}]}}', "/a/b/1/c"],
    ['{"a":1,"\\u0061":2}', "/a"],
    ['{"__proto__":{}}', "/__proto__"],
    ['[{"x":{"constructor":1}}]', "/0/x/constructor"],
    ['{"\\u005f_proto__":1}', "/__proto__"],
    ['{"n":12345678901234567890}', "/n"],
    ['{"n":1e999}', "/n"],
    ['["\\ud800"]', "/0"],
    ['{"a/b~c":{"q":1,"q":2}}', "/a~1b~0c/q"],
  ])("refuses %s and points at the fault", (text, pointer) => {
    expect(fault(text)).toEqual({ code: "MALFORMED_JSON", pointer });
  });

  it.each(["", "{", "nul", "{'a':1}", '{"a":01}', "[1,]", '"\t"', "NaN", "\u00a0{}"])(
    "refuses %j, which is not JSON",
    (text) => {
      expect(fault(text)).toEqual({ code: "MALFORMED_JSON", pointer: "" });
    },
  );

  it("accepts 32 levels and refuses 33", () => {
    expect(parseJsonStrict("[".repeat(32) + "]".repeat(32))).toBeDefined();
    expect(fault("[".repeat(33) + "]".repeat(33)).code).toBe("MALFORMED_JSON");
  });

  it("bounds the number of values", () => {
    expect(fault(`[${"1,".repeat(60_000)}1]`).code).toBe("MALFORMED_JSON");
  });

  it("bounds the members of one object, but not of all together", () => {
    const members = (count: number) =>
      `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join(",")}}`;
    expect(parseJsonStrict(`[${members(2_000)},${members(2_000)}]`)).toHaveLength(2);
    expect(fault(`{"a":${members(2_001)}}`)).toEqual({ code: "MALFORMED_JSON", pointer: "/a" });
  });

  it("doesn't send a long key back", () => {
    const key = "k".repeat(10_000);
    expect(fault(`{"${key}":1,"${key}":2}`).pointer).toBe(`/${"k".repeat(100)}`);
    const deep = `{"${key}":`.repeat(30);
    expect(fault(`${deep}"\\ud800"${"}".repeat(30)}`).pointer).toHaveLength(500);
  });

  it("takes large decimals and exponents that are exact enough to be meant", () => {
    expect(parseJsonStrict('[0.1, -0, 1e20, 9007199254740991, "12345678901234567890"]')).toHaveLength(5);
  });
});

describe("canonical", () => {
  it("is the same for equal objects in any order of keys (RFC 8785)", () => {
    expect(canonical({ b: [1, { d: "ü", c: null }], a: 1e21 })).toBe(
      '{"a":1e+21,"b":[1,{"c":null,"d":"ü"}]}',
    );
    expect(hashOf({ x: 1, y: 2 })).toBe(hashOf({ y: 2, x: 1 }));
  });

  it("keeps its hash through storing and reading", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(hashOf(JSON.parse(JSON.stringify(value)))).toBe(hashOf(JSON.parse(canonical(value))));
      }),
    );
  });
});
