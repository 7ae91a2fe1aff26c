import type { Random } from "../../random";

const DIGITS = '0123456789abcdefABCDEF+/=-_.,: {}[]"\\\n\u0000\u00e9';

/** A text with one to three changes, mostly small: the small ones are what a careless comparison lets pass. */
export function mutated(text: string, random: Random): string {
  let changed = text;
  for (let left = random.integer(1, 3); left > 0; left--) changed = once(changed, random);
  return changed;
}

function once(text: string, random: Random): string {
  const at = random.integer(0, Math.max(0, text.length - 1));
  const end = Math.min(text.length, at + random.integer(1, 12));
  const [before, part, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (random.integer(0, 9)) {
    case 0:
      return before + random.pick([...DIGITS]) + text.slice(at + 1);
    case 1:
      return before + random.pick([...DIGITS]) + text.slice(at);
    case 2:
      return before + after;
    case 3:
      return before + part + part + after;
    case 4:
      return before + swapped(part) + after;
    case 5:
      return before;
    case 6:
      return before + [...part].reverse().join("") + after;
    case 7:
      // Another spelling of the same bytes: base64 ends in bits that nobody reads, and has two alphabets.
      return text.replace(
        /([A-Za-z0-9+/])(=*)"(\}?)\s*$/,
        (_, last: string, pad: string, close: string) => `${next(last)}${pad}"${close}`,
      );
    case 8:
      return text.replaceAll(
        ...random.pick<[string, string]>([
          ["+", "-"],
          ["/", "_"],
          ["=", ""],
          ['","', '" ,"'],
          ["\n", "\r\n"],
        ]),
      );
    default:
      return random.pick([
        `${text}${text}`,
        ` ${text}`,
        `${text}=`,
        `${text}.x`,
        text.toUpperCase(),
        text.normalize("NFD"),
        `\ufeff${text}`,
      ]);
  }
}

function swapped(part: string): string {
  return [...part].map((it) => (it === it.toLowerCase() ? it.toUpperCase() : it.toLowerCase())).join("");
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function next(digit: string): string {
  return BASE64[(BASE64.indexOf(digit) + 1) % BASE64.length] ?? digit;
}
