/** A bounded text that does not end in half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.slice(0, max);
  return /[\ud800-\udbff]$/.test(end) ? end.slice(0, -1) : end;
}

/** What a document says in one line, bounded; "" for what is no text. */
export function line(value: unknown, max: number): string {
  if (typeof value !== "string") return "";
  // Twice as much as is kept is enough to look at.
  const start = value.slice(0, max * 2);
  return cut(start.replace(/[\s\p{Cc}]+/gu, " ").trim(), max).toWellFormed();
}

/** What a document says, in as many lines as it does. */
export function text(value: unknown, max: number): string {
  return typeof value === "string" ? cut(value.trim(), max) : "";
}

/** A document's own word inside a sentence of ours. */
export function quoted(value: unknown): string {
  return `"${line(value, 80)}"`;
}
