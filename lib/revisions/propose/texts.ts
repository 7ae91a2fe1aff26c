import { celText } from "./cel-text";

/** At most so many different texts make a list; more are described by what they have in common. */
const MAX_LIST = 12;
const MAX_LISTED_TEXT = 200;
/** So many different signs that are no letters and digits still say something. */
const MAX_SIGNS = 40;

/** The clauses that texts like these fulfil, and as few others as can be said in a line. `at` is the CEL of the text. */
export function textClauses(at: string, texts: readonly string[]): string[] {
  const different = [...new Set(texts)].toSorted();
  const repeats = different.length === 1 || different.length <= texts.length / 2;
  if (repeats && different.length <= MAX_LIST && different.every((text) => text.length <= MAX_LISTED_TEXT)) {
    const list = different.map(celText);
    return [list.length === 1 ? `${at} == ${list[0] ?? ""}` : `${at} in [${list.join(", ")}]`];
  }
  const start = commonPlace(different);
  const longest = Math.max(...different.map((text) => text.length));
  const climbs = different.some((text) => text.includes(".."));
  const signs = signsOf(different);
  return [
    `type(${at}) == string`,
    ...(start === "" ? [] : [`${at}.startsWith(${celText(start)})`]),
    `size(${at}) <= ${longest}`,
    ...(signs === null ? [] : [`${at}.matches(${celText(signs)})`]),
    ...(climbs ? [] : [`!${at}.contains("..")`]),
  ];
}

/** The folder or the host that all of them are in, with the slash at its end; "" where there is none. */
function commonPlace(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && first[same] === other[same]) same++;
    length = same;
  }
  const common = first.slice(0, length);
  const place = common.slice(0, common.lastIndexOf("/") + 1);
  // "https://" alone is no place.
  return /^[a-z]+:\/\/?$/i.test(place) || place === "/" ? "" : place;
}

/** A pattern of the letters, digits and signs that occur; null where nearly everything does. */
function signsOf(texts: readonly string[]): string | null {
  const signs = new Set<string>();
  let [latin, digits, letters] = [false, false, false];
  for (const character of texts.join("")) {
    if (/[a-zA-Z]/.test(character)) latin = true;
    else if (/\d/.test(character)) digits = true;
    else if (/[\p{L}\p{N}\p{M}]/u.test(character)) letters = true;
    else signs.add(character);
  }
  if (signs.size > MAX_SIGNS) return null;
  const classes = `${letters ? "\\p{L}\\p{N}\\p{M}" : `${latin ? "a-zA-Z" : ""}${digits ? "0-9" : ""}`}`;
  const written = [...signs].toSorted().map(inClass).join("");
  return classes + written === "" ? "^$" : `^[${classes}${written}]*$`;
}

function inClass(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  // Everything that means something in a class, or cannot be seen, by its number.
  return /^[ -~]$/.test(sign) && !/[\\\]^-]/.test(sign) && sign !== "["
    ? sign
    : `\\x{${code.toString(16).toUpperCase()}}`;
}
