/**
 * What a reader of the arguments would not see, as the card shows it (components/ui/hidden-characters, which a test
 * holds this to): controls, bidirectional overrides, zero-width and look-like-a-space characters, tags.
 */
const HIDDEN =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|^\p{M}|(?<=[\s\p{Cc}\p{Cf}])\p{M}/u;
/** An emoji's own selector hides nothing. */
const EMOJI_SELECTOR = /(\p{Emoji})\uFE0F/gu;

/** Does any string of a JSON value, or any name of a member, hold such a character? */
export function hasHiddenCharacters(value: unknown): boolean {
  if (typeof value === "string") return HIDDEN.test(value.replace(EMOJI_SELECTOR, "$1"));
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => hasHiddenCharacters(name) || hasHiddenCharacters(inner),
  );
}
