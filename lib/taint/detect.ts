import type { Json } from "../platform/json/types";
import { holdsCardNumber } from "./cards";
import { holdsIban } from "./ibans";
import type { TaintLabel } from "./schemas";

/** Only so much of a result's text is looked at. */
export const MAX_TEXT = 256 * 1024;

/**
 * Well-known formats of keys and tokens. Each begins where a word begins and has a bound or runs to the word's end,
 * so that a text made to be slow is read once as well.
 */
const SECRETS = new RegExp(
  [
    "-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----",
    "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}",
    "(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36}",
    "(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{40}",
    "(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20}",
    "(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{20}",
    "(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{20}",
    "(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}",
    "(?<![A-Za-z0-9])sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{32}",
    "(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}",
    "(?<![A-Za-z0-9])SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}",
    "(?<![A-Za-z0-9])agk_[A-Za-z0-9_-]{40}",
  ].join("|"),
);
const EMAIL =
  /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![\w-])/;

const DETECTORS: Readonly<Partial<Record<string, (text: string) => boolean>>> = {
  secret: (text) => SECRETS.test(text),
  pii: (text) => EMAIL.test(text) || holdsIban(text) || holdsCardNumber(text),
};

/** Which of the wanted labels a result's text gives it. There is no telling `external` from words. Pure. */
export function detect(result: Json, wanted: readonly string[]): TaintLabel[] {
  const looked = (["pii", "secret"] as const).filter((label) => wanted.includes(label));
  if (looked.length === 0) return [];
  const text = textOf(result);
  return looked.filter((label) => DETECTORS[label]?.(text));
}

/** The first MAX_TEXT characters of all texts, keys and numbers of a value, each on a line of its own. */
export function textOf(value: Json): string {
  const parts: string[] = [];
  let room = MAX_TEXT;
  const add = (text: string): void => {
    parts.push(text.slice(0, room));
    room -= text.length + 1;
  };
  const visit = (it: Json): void => {
    if (room <= 0) return;
    if (typeof it === "string") add(it);
    else if (typeof it === "number") add(String(it));
    else if (Array.isArray(it)) it.forEach(visit);
    else if (it !== null && typeof it === "object")
      for (const [key, inner] of Object.entries(it)) {
        if (room <= 0) return;
        add(key);
        visit(inner);
      }
  };
  visit(value);
  return parts.join("\n");
}
