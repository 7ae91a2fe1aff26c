/** A text as CEL writes it, everything that a reviewer could not see by its number. */
export function celText(text: string): string {
  return JSON.stringify(text).replaceAll(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
  });
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** The words that CEL, or a language it may be written in, keeps to itself. */
const KEPT = new Set(
  `false in null true as break const continue else for function if import let loop package namespace return var void while
   size type has all exists map filter constructor __proto__`.split(/\s+/),
);

/** A member of something: `args.path`, or `args["its name"]`. */
export function member(of: string, key: string): string {
  return NAME.test(key) && !KEPT.has(key) ? `${of}.${key}` : `${of}[${celText(key)}]`;
}
