import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A text, and whether both doors have to take it as the value of an argument. */
export type JsonCase = { name: string; bytes: Buffer; accepted: boolean };

type Suite = { cases: Record<string, string> };

/** Valid by RFC 8259, and refused here: two readers could read it differently, or it cannot be hashed (RFC 8785). */
const REFUSED = [
  "y_object_duplicated_key",
  "y_object_duplicated_key_and_value",
  // Left open by the RFC.
  "i_number_huge_exp",
  "i_number_neg_int_huge_exp",
  "i_number_pos_double_huge_exp",
  "i_number_real_neg_overflow",
  "i_number_real_pos_overflow",
  "i_number_too_big_neg_int",
  "i_number_too_big_pos_int",
  "i_number_very_big_negative_int",
  "i_object_key_lone_2nd_surrogate",
  "i_structure_500_nested_arrays",
  "i_structure_UTF-8_BOM_empty_object",
];
/** Left open by the RFC, and taken: what is lost is less than what arithmetic loses. */
const TAKEN = ["i_number_double_huge_neg_exp", "i_number_real_underflow"];

/** The cases of JSONTestSuite (Nicolas Seriot), and what it has no case for. */
export function jsonCases(): JsonCase[] {
  const text = readFileSync(join(import.meta.dirname, "json-test-suite.json"), "utf8");
  const suite = Object.entries((JSON.parse(text) as Suite).cases).map(([name, base64]) => ({
    ...{ name, bytes: Buffer.from(base64, "base64") },
    accepted: TAKEN.includes(name) || (name.startsWith("y_") && !REFUSED.includes(name)),
  }));
  return [...suite, ...OWN.map(([name, of, accepted]) => ({ name, bytes: Buffer.from(of), accepted }))];
}

const OWN: readonly [name: string, text: string | Uint8Array, accepted: boolean][] = [
  ["own: 100,000 open arrays", "[".repeat(100_000), false],
  ["own: 50,000 open objects in arrays", '[{"":'.repeat(50_000), false],
  ["own: 28 levels, 2 more around", "[".repeat(28) + "]".repeat(28), true],
  ["own: 31 levels, 2 more around", "[".repeat(31) + "]".repeat(31), false],
  ["own: an object of 2,000 members", wide(2_000), true],
  ["own: an object of 2,001 members", wide(2_001), false],
  ["own: 50,001 values", `[${"0,".repeat(50_000)}0]`, false],
  ["own: 2^53 - 1", "9007199254740991", true],
  ["own: 2^53 + 1", "9007199254740993", false],
  ["own: -2^53 - 1", "-9007199254740993", false],
  ["own: 2^53 + 1 as a text", '"9007199254740993"', true],
  ["own: 1e308", "1e308", true],
  ["own: 1e309", "1e309", false],
  ["own: -0", "-0", true],
  ["own: a minus alone", "-", false],
  ["own: a plus", "+1", false],
  ["own: a point alone", ".5", false],
  ["own: a point at the end", "5.", false],
  ["own: a leading zero", "007", false],
  ["own: hexadecimal", "0x10", false],
  ["own: a separator", "1_000", false],
  ["own: Infinity", "Infinity", false],
  ["own: __proto__", '{"__proto__":{"polluted":1}}', false],
  ["own: __proto__ in escapes", '{"\\u005f_proto__":1}', false],
  ["own: constructor", '{"constructor":{"prototype":{}}}', false],
  ["own: prototype, deep", '[{"a":[{"prototype":0}]}]', false],
  ["own: __proto__ as a text", '"__proto__"', true],
  ["own: one key twice, once in escapes", '{"a":1,"\\u0061":2}', false],
  ["own: keys that differ in case", '{"a":1,"A":2}', true],
  ["own: keys that differ in normal form", '{"\u00e9":1,"e\u0301":2}', true],
  ["own: an empty key twice", '{"":1,"":2}', false],
  ["own: NUL in escapes", '"a\\u0000b"', true],
  ["own: NUL as it is", '"a\u0000b"', false],
  ["own: half a pair in a key", '{"\\ud800":1}', false],
  ["own: a pair in escapes", '"\\ud83d\\ude00"', true],
  ["own: a pair turned round", '"\\ude00\\ud83d"', false],
  ["own: a byte order mark before the value", "\ufeff1", false],
  ["own: a no-break space before the value", "\u00a01", false],
  ["own: a form feed", "\f1", false],
  ["own: U+2028 in a text", '"\u2028"', true],
  ["own: a trailing comma in a list", "[1,]", false],
  ["own: a trailing comma in an object", '{"a":1,}', false],
  ["own: a comment", "/* 1 */ 1", false],
  ["own: a line comment", "1 // 2\n", false],
  ["own: single quotes", "'a'", false],
  ["own: no quotes", "{a:1}", false],
  ["own: two values", "1 2", false],
  ["own: overlong UTF-8 of a slash", new Uint8Array([0x22, 0xc0, 0xaf, 0x22]), false],
  ["own: a surrogate in UTF-8", new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), false],
  ["own: past the end of Unicode", new Uint8Array([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]), false],
  ["own: a key of 100,000 characters", `{"${"k".repeat(100_000)}":1}`, true],
  ["own: closes the object and repeats a member", '1,"nested":2', false],
];

function wide(members: number): string {
  return `{${Array.from({ length: members }, (_, at) => `"k${at}":0`).join(",")}}`;
}
