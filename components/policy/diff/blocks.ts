import { editScript, type DiffLine } from "./lines";

export type WordMark = { text: string; changed: boolean };
export type MarkedLine = DiffLine & { words: readonly WordMark[] };
/** A run of lines to show, or of unchanged ones far from any change, to fold away. */
export type Block = { folded: boolean; lines: readonly MarkedLine[] };

const CONTEXT = 3;
/** Folding fewer than this hides nothing worth a click. */
const LEAST_FOLD = 4;

/** Cuts a diff into what is near a change and what is not, and marks the words that changed within lines. */
export function blocksOf(lines: readonly DiffLine[]): Block[] {
  const near = nearChanges(lines);
  const marked = markWords(lines);
  const blocks: { folded: boolean; lines: MarkedLine[] }[] = [];
  marked.forEach((line, index) => {
    const folded = !near.has(index);
    const last = blocks.at(-1);
    if (last?.folded === folded) last.lines.push(line);
    else blocks.push({ folded, lines: [line] });
  });
  return blocks.map(({ folded, lines: own }) => ({ folded: folded && own.length >= LEAST_FOLD, lines: own }));
}

function nearChanges(lines: readonly DiffLine[]): Set<number> {
  const near = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === "same") return;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at);
  });
  return near;
}

/** Pairs the n-th removed with the n-th added line of each change, and compares their words. */
function markWords(lines: readonly DiffLine[]): MarkedLine[] {
  const marked: MarkedLine[] = lines.map((line) => ({
    ...line,
    words: [{ text: line.text, changed: false }],
  }));
  let index = 0;
  while (index < lines.length) {
    const removed = run(lines, index, "removed");
    const added = run(lines, index + removed, "added");
    for (let n = 0; n < Math.min(removed, added); n++) {
      const [was, is] = [marked[index + n], marked[index + removed + n]];
      if (!was || !is) continue;
      const pair = compareWords(was.text, is.text);
      if (!pair) continue;
      was.words = pair.was;
      is.words = pair.is;
    }
    index += Math.max(1, removed + added);
  }
  return marked;
}

function run(lines: readonly DiffLine[], from: number, kind: DiffLine["kind"]): number {
  let length = 0;
  while (lines[from + length]?.kind === kind) length++;
  return length;
}

const WORD = /[\w.*:@/-]+|\s+|./gu;

/** Null where hardly a word is the same: marking all of both lines says nothing. */
function compareWords(was: string, is: string): { was: WordMark[]; is: WordMark[] } | null {
  const script = editScript(was.match(WORD) ?? [], is.match(WORD) ?? []);
  const same = script.filter(({ kind, text }) => kind === "same" && text.trim() !== "").length;
  if (same === 0) return null;
  const side = (gone: "removed" | "added") =>
    script.filter(({ kind }) => kind !== gone).map(({ kind, text }) => ({ text, changed: kind !== "same" }));
  return { was: side("added"), is: side("removed") };
}
