/** A piece of a rendered consequence: the reviewer's own words, or a value an agent sent. */
export type ConsequencePart = { kind: "text" | "value"; text: string };

const SLOT = /\{\{\s*args((?:\.[A-Za-z0-9_-]+)+)\s*\}\}/g;
const LONGEST = 120;
const HEAD = 70;
const TAIL = 40;

/** Control, bidirectional, zero-width, private-use and look-alike-of-space characters: what a reader cannot see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}|\u2800/gu;

/** Text with every character a reader could not see written out, e.g. ⟨U+200B⟩. */
export function visible(text: string): string {
  return text.replace(UNSEEN, codePoint);
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `⟨U+${hex}⟩`;
}

/**
 * A consequence template filled with a call's arguments. Strings stand in typographic quotes, which a value
 * cannot close; long values are cut in the middle, so that both ends stay readable. `args` is any JSON value.
 */
export function consequence(template: string, args: unknown): string {
  return consequenceParts(template, args)
    .map((part) => part.text)
    .join("");
}

/** Like consequence, in pieces, so that a screen can set values apart from the reviewer's words. */
export function consequenceParts(template: string, args: unknown): ConsequencePart[] {
  const parts: ConsequencePart[] = [];
  let from = 0;
  for (const match of template.matchAll(SLOT)) {
    if (match.index > from) parts.push({ kind: "text", text: template.slice(from, match.index) });
    parts.push({ kind: "value", text: show(read(args, slotPath(match[1] ?? ""))) });
    from = match.index + match[0].length;
  }
  if (from < template.length) parts.push({ kind: "text", text: template.slice(from) });
  return parts;
}

/** The argument paths a template reads, e.g. [["path"]]; null where `{{` opens something that is no slot. */
export function templateSlots(template: string): string[][] | null {
  const slots = [...template.matchAll(SLOT)].map((match) => slotPath(match[1] ?? ""));
  return /\{\{|\}\}/.test(template.replace(SLOT, "")) ? null : slots;
}

function slotPath(dotted: string): string[] {
  return dotted.slice(1).split(".");
}

function read(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key]; // safe because at is an object that owns key
  }
  return at;
}

function show(value: unknown): string {
  if (value === undefined) return "⟨not given⟩";
  if (typeof value === "string") return `“${cut(value).replace(/[“”]/gu, codePoint)}”`;
  return cut(JSON.stringify(value) ?? "⟨not given⟩");
}

/** Cuts by code points before making characters visible, so that no mark is cut in two. */
function cut(text: string): string {
  if (text.length <= LONGEST) return visible(text);
  // A code point has at most two units: the ends of a long text are enough to cut from.
  const head = [...text.slice(0, HEAD * 2)].slice(0, HEAD).join("");
  const tail = [...text.slice(-TAIL * 2)].slice(-TAIL).join("");
  const left = text.length - head.length - tail.length;
  return left <= 0 ? visible(text) : `${visible(head)}⟨… ${left} more characters …⟩${visible(tail)}`;
}
