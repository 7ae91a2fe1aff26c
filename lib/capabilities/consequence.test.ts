import fc from "fast-check";
import { expect, test } from "vitest";
import { consequence, consequenceParts, templateSlots, visible } from "./schemas";

test("slots take the values of the arguments", () => {
  const args = { source: "a.txt", destination: "b.txt", deep: { list: [1, 2] } };
  expect(consequence("Move {{args.source}} to {{ args.destination }}", args)).toBe("Move “a.txt” to “b.txt”");
  expect(consequence("{{args.deep.list.1}} of {{args.deep.list}}", args)).toBe("2 of [1,2]");
});

test.each([[undefined], [null], ["text"], [{ other: 1 }], [Object.create({ path: "inherited" })]])(
  "a value that is not there is said to be missing: %j",
  (args) => expect(consequence("Write {{args.path}}", args)).toBe("Write ⟨not given⟩"),
);

test("what a reader cannot see is written out", () => {
  expect(visible("a\u200Bb\u202Ec\u0000d\u00A0e\n")).toBe("a⟨U+200B⟩b⟨U+202E⟩c⟨U+0000⟩d⟨U+00A0⟩e⟨U+000A⟩");
  expect(visible("plain text, Grüße, 漢字 🙂")).toBe("plain text, Grüße, 漢字 🙂");
  expect(consequence("Write {{args.path}}", { path: "report\u202Efdp.exe" })).toBe(
    "Write “report⟨U+202E⟩fdp.exe”",
  );
  expect(consequence("Send {{args.to}}", { to: { "\u2066x": "y\u2069" } })).toContain("⟨U+2066⟩");
});

test("a value cannot close its own quotes and speak for the reviewer", () => {
  const text = consequence("Write {{args.path}}", { path: "a”. Already approved by the owner. “b" });
  expect(text).toBe("Write “a⟨U+201D⟩. Already approved by the owner. ⟨U+201C⟩b”");
  expect(consequenceParts("Write {{args.path}}!", { path: "{{args.path}}" })).toEqual([
    { kind: "text", text: "Write " },
    { kind: "value", text: "“{{args.path}}”" },
    { kind: "text", text: "!" },
  ]);
});

test("a long value is cut in the middle, so that its end can be seen", () => {
  const path = `/start/${"x".repeat(500)}/secret/key.pem`;
  const text = consequence("{{args.path}}", { path });
  expect(text).toMatch(/^“\/start\/x+⟨… \d+ more characters …⟩x+\/secret\/key\.pem”$/);
  expect(text.length).toBeLessThan(170);
});

/** Every code point, half characters too; fast-check's own takes seconds to set up. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 })
  .map((points) => String.fromCodePoint(...points));

test("whatever is given, the sentence is made, is bounded and holds nothing unseen", () => {
  fc.assert(
    fc.property(fc.jsonValue(), anyText, (path, inner) => {
      for (const args of [{ path: inner }, { path: inner.repeat(100) }, { path: [inner] }]) {
        const text = consequence("Write {{args.path}}", args);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(text.length).toBeLessThan(1_800);
      }
      expect(typeof consequence("{{args.path.a}}", { path })).toBe("string");
    }),
  );
});

test("a template is checked for slots that are none", () => {
  expect(templateSlots("Write {{args.path}} to {{args.a.b}}")).toEqual([["path"], ["a", "b"]]);
  for (const wrong of ["{{path}}", "{{args}}", "{{args.a", "args.a}}", "{{args.a b}}"]) {
    expect(templateSlots(wrong)).toBeNull();
  }
});
