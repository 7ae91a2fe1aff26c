import { isObject, type Json, type JsonObject } from "../platform/json";

export const SCRUBBED = "[secret removed]";

/** Shorter ones are left where they are: taking "abc" out of everything would shred ordinary text and hide nothing. */
const SHORTEST = 6;
/** A piece of base64 with fewer characters than this would be found by accident. */
const SHORTEST_PIECE = 8;

/** `step`: how much further its next occurrence can begin at the earliest. */
type Form = { text: string; step: number };

const known = new WeakMap<readonly string[], Form[]>();

/**
 * Takes secrets out of whatever came back from where they were sent: values and keys, as they are and as base64,
 * base64url (also inside a longer text that was encoded), URL-encoded and JSON-escaped. Secrets of fewer than 6
 * characters stay. Returns the same value where nothing is found.
 */
export function scrub(value: Json, secrets: readonly string[]): Json {
  const forms = formsOf(secrets);
  if (forms.length === 0) return value;
  const texts = new Map<string, string>();
  const clean = (text: string): string => {
    const before = texts.get(text);
    if (before !== undefined) return before;
    const after = without(text, forms);
    // Keys come again and again; long values don't.
    if (text.length <= 64) texts.set(text, after);
    return after;
  };
  return rebuilt(value, clean);
}

/** The same for one text. */
export function scrubText(text: string, secrets: readonly string[]): string {
  return without(text, formsOf(secrets));
}

/** Without recursion: what an upstream sends may be nested as deeply as it likes. */
function rebuilt(root: Json, clean: (text: string) => string): Json {
  let changed = false;
  const scalar = (value: Json): Json => {
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string") return value;
    const after = clean(text);
    if (after === text) return value;
    changed = true;
    return after;
  };
  const work: { from: Json[] | JsonObject; to: Json[] | JsonObject }[] = [];
  const copy = (value: Json): Json => {
    if (!Array.isArray(value) && !isObject(value)) return scalar(value);
    const to = Array.isArray(value) ? [] : {};
    work.push({ from: value, to });
    return to;
  };
  const result = copy(root);
  for (let next = work.pop(); next; next = work.pop()) {
    const { from, to } = next;
    if (Array.isArray(to)) for (const item of from as Json[]) to.push(copy(item));
    else {
      for (const [key, item] of Object.entries(from)) {
        const name = clean(key);
        changed ||= name !== key;
        // Not by assignment, to which the key __proto__ means something else.
        const entry = { value: copy(item), enumerable: true, writable: true, configurable: true };
        Object.defineProperty(to, name, entry);
      }
    }
  }
  return changed ? result : root;
}

/**
 * Finds every occurrence first, overlapping ones too, and then cuts them out together: removing one secret
 * must not leave the rest of another behind.
 */
function without(text: string, forms: readonly Form[]): string {
  const found: { from: number; to: number }[] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form.text); at >= 0; at = text.indexOf(form.text, at + form.step))
      found.push({ from: at, to: at + form.text.length });
  }
  if (found.length === 0) return text;
  found.sort((a, b) => a.from - b.from);
  let out = "";
  let end = -1;
  for (const { from, to } of found) {
    // What overlaps or touches the one before it goes with that.
    if (from > end) out += text.slice(Math.max(end, 0), from) + SCRUBBED;
    end = Math.max(end, to);
  }
  return out + text.slice(end);
}

function formsOf(secrets: readonly string[]): Form[] {
  const before = known.get(secrets);
  if (before) return before;
  const texts = new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(spellings));
  const forms = [...texts].map((text) => ({ text, step: period(text) }));
  known.set(secrets, forms);
  return forms;
}

/** How a secret may be written by whoever echoes it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const url = encodeURIComponent(secret.toWellFormed());
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    json.replaceAll("/", "\\/"),
    url,
    url.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    url.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    new URLSearchParams({ _: secret }).toString().slice(2),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    ...[0, 1, 2].flatMap((before) => encodedInside(bytes, before)),
  ];
}

/**
 * The characters of base64 that depend on the secret alone when `before` bytes (modulo 3) stand before it: what
 * every `user:secret` has in common once it is encoded.
 */
function encodedInside(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  if (to - from < SHORTEST_PIECE) return [];
  return [whole.toString("base64").slice(from, to), whole.toString("base64url").slice(from, to)];
}

/** The smallest distance at which a text can overlap itself (Knuth, Morris and Pratt). */
function period(text: string): number {
  const border = [0];
  for (let at = 1, length = 0; at < text.length; at++) {
    while (length > 0 && text[at] !== text[length]) length = border[length - 1] ?? 0;
    if (text[at] === text[length]) length++;
    border.push(length);
  }
  return text.length - (border.at(-1) ?? 0);
}
