import { labelOf, pointerOf } from "./argument-paths";

/** How one place differs. A value that is not there is `undefined`, which JSON does not have. */
export type ArgumentChange = {
  pointer: string;
  label: string;
  kind: "added" | "removed" | "changed";
  before: unknown;
  after: unknown;
};

export type ArgumentDiff = {
  changes: ArgumentChange[];
  /** Places with a plain value that are the same on both sides. */
  same: number;
  /** There is more than could be compared. */
  cut: boolean;
};

/** More differences than a person reads. */
const MAX_CHANGES = 200;

type Path = readonly (string | number)[];

/** What differs between two JSON values, place by place; the order of keys means nothing, that of lists does. */
export function diffArguments(before: unknown, after: unknown): ArgumentDiff {
  const diff: ArgumentDiff = { changes: [], same: 0, cut: false };
  compare(before, after, [], diff);
  return diff;
}

function compare(before: unknown, after: unknown, path: Path, diff: ArgumentDiff): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++)
      compare(before[index], after[index], [...path, index], diff);
    return;
  }
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(own(before, key), own(after, key), [...path, key], diff);
    return;
  }
  if (Object.is(before, after)) {
    diff.same++;
    return;
  }
  if (diff.changes.length >= MAX_CHANGES) {
    diff.cut = true;
    return;
  }
  const kind = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  diff.changes.push({ pointer: pointerOf(path), label: labelOf(path), kind, before, after });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

export type TextChange = { start: string; before: string; after: string; end: string };

/** Where two texts part and where they meet again. Never between the halves of a character. */
export function textChange(before: string, after: string): TextChange {
  const [a, b] = [[...before], [...after]];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const cut = (text: readonly string[], from: number, to: number) => text.slice(from, to).join("");
  return {
    start: cut(a, 0, start),
    before: cut(a, start, a.length - end),
    after: cut(b, start, b.length - end),
    end: cut(a, a.length - end, a.length),
  };
}
