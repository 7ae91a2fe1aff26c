/** The lines of a text without those of one field of one rule. */
export function withoutField(text: string, index: number, field: string): string[] {
  const lines = text.trimEnd().split("\n");
  const starts = lines.flatMap((line, n) =>
    /^ *- (id|principals|description|action|when|reason|capabilities|environments):/.test(line) ? [n] : [],
  );
  const from = starts[index] ?? 0;
  const to = starts[index + 1] ?? lines.length;
  const column = (lines[from] ?? "").indexOf("-") + 2;
  let inside = false;
  return lines
    .flatMap((line, n) => {
      if (n < from || n >= to) return [line.trimEnd()];
      const text = n === from ? `${" ".repeat(column)}${line.slice(column)}` : line;
      const key = new RegExp(`^ {${column}}([a-zA-Z]+):`).exec(text);
      if (key) inside = key[1] === field;
      else if (inside && text.trim() !== "" && text.search(/\S/) < column) inside = false;
      return inside ? [] : [text.trimEnd()];
    })
    .filter((line) => line !== "");
}

/** The lines in which two texts differ. */
export function changedLines(before: string, after: string): { gone: string[]; come: string[] } {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const cut = (lines: string[]) => lines.slice(head, lines.length - tail).filter((line) => line !== "");
  return { gone: cut(a), come: cut(b) };
}
