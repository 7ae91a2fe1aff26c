import { describe, expect, it } from "vitest";
import { countHidden, revealHidden, visibleText } from "./hidden-characters";

/** Every character that formats, controls or is not there, by its general category. */
const INVISIBLE = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) =>
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/u.test(character),
  );

describe("hidden characters", () => {
  it("are shown as their code point", () => {
    expect(visibleText("as agreed\u200b")).toBe("as agreed⟨U+200B⟩");
    expect(visibleText("rm \u202Etxt.exe")).toBe("rm ⟨U+202E⟩txt.exe");
    expect(visibleText("\u{E0041}")).toBe("⟨U+E0041⟩");
    expect(visibleText("\x1b[2K")).toBe("⟨U+001B⟩[2K");
    expect(visibleText("a\u3164b\u2800c\u00a0d")).toBe("a⟨U+3164⟩b⟨U+2800⟩c⟨U+00A0⟩d");
    expect(visibleText("\ud800")).toBe("⟨U+D800⟩");
  });

  it("are found wherever they stand, each of them", () => {
    expect(INVISIBLE.length).toBeGreaterThan(400);
    for (const character of INVISIBLE) {
      for (const text of [
        `${character}ab`,
        `a${character}b`,
        `ab${character}`,
        `a${character}${character}b`,
      ]) {
        const shown = visibleText(text, { keep: "nothing" });
        expect(shown.includes(character), `U+${character.codePointAt(0)?.toString(16)}`).toBe(false);
      }
    }
  });

  it("leave line breaks and tabs to a layout that shows them, and to no other", () => {
    expect(visibleText("a\n\tb")).toBe("a\n\tb");
    expect(visibleText("a\n\tb", { keep: "nothing" })).toBe("a⟨U+000A⟩⟨U+0009⟩b");
    expect(visibleText("a\r\nb")).toBe("a⟨U+000D⟩\nb");
  });

  it("show a mark that would lean on what we drew, and leave words in any script alone", () => {
    expect(visibleText("\u0301abc")).toBe("⟨U+0301⟩abc");
    for (const text of ["Müller & Söhne", "naïve e\u0301tude", "東京", "مرحبا", "नमस्ते", "❤️", "plain text"]) {
      expect(visibleText(text)).toBe(text);
    }
  });

  it("show a selector after a letter, where it can carry a message", () => {
    expect(visibleText("a\uFE0F")).toBe("a⟨U+FE0F⟩");
    expect(visibleText("x\u{E0100}\u{E0101}")).toBe("x⟨U+E0100⟩⟨U+E0101⟩");
  });

  it("are marked, so that a text that only looks like an escape is told apart", () => {
    expect(revealHidden("⟨U+200B⟩\u200b")).toEqual([
      { text: "⟨U+200B⟩", hidden: false },
      { text: "⟨U+200B⟩", hidden: true },
    ]);
    expect(countHidden("a\u200b\u200bb")).toBe(2);
  });
});
