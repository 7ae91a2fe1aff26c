import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../platform/json";
import { scrub, scrubText, SCRUBBED } from "./scrub";

const SECRET = 'p@ss/w"ord+ä=\\1';

/** Printable, and nothing of the mark that takes their place. */
const secrets = fc
  .string({ minLength: 6, maxLength: 40, unit: "grapheme" })
  .filter((text) => ![...text].every((char) => SCRUBBED.includes(char)));
const texts = fc.string({ maxLength: 60, unit: "grapheme" });

describe("taking secrets out of what comes back", () => {
  it.each([
    ["as it is", SECRET],
    ["JSON-escaped", JSON.stringify(SECRET).slice(1, -1)],
    ["with escaped slashes too", JSON.stringify(SECRET).slice(1, -1).replaceAll("/", "\\/")],
    ["URL-encoded", encodeURIComponent(SECRET)],
    ["URL-encoded in small letters", encodeURIComponent(SECRET).replace(/%../g, (at) => at.toLowerCase())],
    ["as a form sends it", new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ["base64", Buffer.from(SECRET).toString("base64")],
    ["base64url", Buffer.from(SECRET).toString("base64url")],
  ])("finds a secret %s", (_, spelled) => {
    expect(scrubText(`before ${spelled} after`, [SECRET])).toBe(`before ${SCRUBBED} after`);
  });

  it("finds a secret in base64 of a longer text, whatever stands before and after it", () => {
    for (const before of ["", "a", "ab", "user:"]) {
      const whole = Buffer.from(`${before}${SECRET}and more`);
      for (const text of [whole.toString("base64"), whole.toString("base64url")]) {
        const left = scrubText(text, [SECRET]);
        expect(left).toContain(SCRUBBED);
        expect(Buffer.from(left.replace(SCRUBBED, ""), "base64").toString()).not.toContain(
          SECRET.slice(2, 8),
        );
      }
    }
  });

  it("goes through values and keys, numbers too, and leaves the rest the same", () => {
    const value: Json = { a: [`x${SECRET}`, 1, null, true], [SECRET]: { deep: { 123456: 123456 } } };
    expect(scrub(value, [SECRET, "123456"])).toEqual({
      a: [`x${SCRUBBED}`, 1, null, true],
      [SCRUBBED]: { deep: { [SCRUBBED]: SCRUBBED } },
    });
    const clean: Json = { a: ["b", { c: 1 }] };
    expect(scrub(clean, [SECRET])).toBe(clean);
  });

  it("leaves secrets alone that would shred ordinary text", () => {
    expect(scrubText("a abc b", ["abc", "12345"])).toBe("a abc b");
    expect(scrubText("abcdef", ["abcdef"])).toBe(SCRUBBED);
  });

  it("takes out secrets that overlap, themselves too, with nothing of either left", () => {
    expect(scrubText("xabcdefghijx", ["abcdefg", "defghij"])).toBe(`x${SCRUBBED}x`);
    expect(scrubText("xababababx", ["ababab"])).toBe(`x${SCRUBBED}x`);
    expect(scrubText("abcdefabcdef abcdef", ["abcdef"])).toBe(`${SCRUBBED} ${SCRUBBED}`);
  });

  it("does not stumble over regular expressions, prototypes or any depth", () => {
    expect(scrubText("a.*+?^${}()|[]\\b", [".*+?^${}()|[]\\"])).toBe(`a${SCRUBBED}b`);
    const hostile = JSON.parse(`{"__proto__":{"x":"${"s".repeat(8)}"}}`) as Json;
    expect(JSON.stringify(scrub(hostile, ["ssssssss"]))).toBe(`{"__proto__":{"x":"${SCRUBBED}"}}`);
    let deep: Json = "secret-text";
    for (let i = 0; i < 100_000; i++) deep = [deep];
    let at = scrub(deep, ["secret-text"]);
    while (Array.isArray(at)) at = at[0] ?? null;
    expect(at).toBe(SCRUBBED);
  });

  it("stays fast where a secret almost fits again and again", () => {
    const secret = "a".repeat(2_000) + "b";
    const text = "a".repeat(1_000_000);
    expect(scrubText(text, [secret])).toBe(text);
  });

  it("never leaves a secret in any text, key or spelling (property)", () => {
    fc.assert(
      fc.property(fc.array(secrets, { minLength: 1, maxLength: 4 }), texts, texts, (own, before, after) => {
        const spelled = own.flatMap((secret) => [
          secret,
          JSON.stringify(secret).slice(1, -1),
          encodeURIComponent(secret),
          Buffer.from(secret).toString("base64"),
        ]);
        const value: Json = spelled.map((text) => ({ [before + text]: before + text + after }));
        const seen = JSON.stringify(scrub(value, own));
        const plain = (scrub(value, own) as { [key: string]: Json }[]).flatMap((one) =>
          Object.entries(one).flat(),
        );
        for (const text of spelled) {
          for (const left of plain) expect(String(left).replaceAll(SCRUBBED, "\0")).not.toContain(text);
        }
        expect(seen).toContain(SCRUBBED);
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing where there is no secret (property)", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as Json;
        expect(scrub(json, ["never-in-there-\u2603\u2603"])).toBe(json);
      }),
    );
  });
});
