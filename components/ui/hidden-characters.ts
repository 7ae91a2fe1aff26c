/**
 * Text an agent, a model or an upstream wrote can hide part of itself: controls, bidirectional overrides,
 * zero-width and look-like-a-space characters, tags, variation selectors. We show each as ⟨U+200B⟩.
 * Newline and tab stay where the caller can lay them out.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|^\p{M}|(?<=[\s\p{Cc}\p{Cf}])\p{M}/u;
const EVERY_HIDDEN = new RegExp(HIDDEN.source, "gu");
/** An emoji's own selector (❤️) hides nothing. */
const EMOJI_SELECTOR = /\p{Emoji}\uFE0F/gu;

export type TextPart = { text: string; hidden: boolean };

/** ⟨U+200B⟩, in the notation of the Unicode standard (at least four hex digits). */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

type Options = { keep?: "newlines-and-tabs" | "nothing" };

/** Splits text into what is seen as it is and escapes of what would not be seen. Joining gives the shown text. */
export function revealHidden(text: string, { keep = "newlines-and-tabs" }: Options = {}): TextPart[] {
  const harmless = new Set(
    [...text.matchAll(EMOJI_SELECTOR)].map((match) => match.index + match[0].length - 1),
  );
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(EVERY_HIDDEN)) {
    const character = match[0];
    if (keep === "newlines-and-tabs" && (character === "\n" || character === "\t")) continue;
    if (harmless.has(match.index)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), hidden: false });
    parts.push({ text: escapeCharacter(character), hidden: true });
    from = match.index + character.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hidden: false });
  return parts;
}

/** How many characters of the text would not be seen. */
export function countHidden(text: string): number {
  return revealHidden(text).filter((part) => part.hidden).length;
}

/** The shown text as one string, for attributes and copying into places that take no markup. */
export function visibleText(text: string, options?: Options): string {
  return revealHidden(text, options)
    .map((part) => part.text)
    .join("");
}
