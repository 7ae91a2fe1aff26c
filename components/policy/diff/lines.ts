export type DiffLine = {
  kind: "same" | "removed" | "added";
  text: string;
  /** 1-based numbers in the text before and after; absent where the line isn't in it. */
  before?: number;
  after?: number;
};

/** Beyond this many edits a minimal script costs more than it tells: then the whole middle counts as replaced. */
const MAX_EDITS = 1_500;

/** The lines of two texts side by side: a shortest edit script (Myers), removals before additions. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let next = { before: 1, after: 1 };
  return editScript(a, b).map(({ kind, text }) => {
    const at = next;
    next = {
      before: at.before + (kind === "added" ? 0 : 1),
      after: at.after + (kind === "removed" ? 0 : 1),
    };
    return {
      kind,
      text,
      ...(kind !== "added" && { before: at.before }),
      ...(kind !== "removed" && { after: at.after }),
    };
  });
}

/** A text without anything has no line, and the end of its last line begins no other. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

export type Edit = { kind: DiffLine["kind"]; text: string };

/** The edits that make `b` of `a`, over whatever parts texts were cut into. */
export function editScript(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++;
  const as = (kind: Edit["kind"], parts: readonly string[]) => parts.map((text) => ({ kind, text }));
  const [was, is] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle = shortest(was, is) ?? [...as("removed", was), ...as("added", is)];
  return [...as("same", a.slice(0, start)), ...middle, ...as("same", a.slice(a.length - end))];
}

/** Myers' greedy algorithm, keeping each round's frontier to walk back through. Null where there are too many edits. */
function shortest(a: readonly string[], b: readonly string[]): Edit[] | null {
  const most = Math.min(a.length + b.length, MAX_EDITS);
  const rounds: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 3);
  const at = (frontier: Int32Array, k: number): number => frontier[k + most + 1] ?? 0;
  for (let d = 0; d <= most; d++) {
    rounds.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      let x =
        k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1))
          ? at(reach, k + 1)
          : at(reach, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[k + most + 1] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, rounds, at);
    }
  }
  return null;
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  rounds: readonly Int32Array[],
  at: (frontier: Int32Array, k: number) => number,
): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = rounds.length - 1; d >= 0; d--) {
    const frontier = rounds[d];
    if (!frontier) break;
    const k = x - y;
    const down = k === -d || (k !== d && at(frontier, k - 1) < at(frontier, k + 1));
    const fromX = d === 0 ? 0 : at(frontier, down ? k + 1 : k - 1);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY && a[x - 1] === b[y - 1]) {
      edits.push({ kind: "same", text: a[--x] ?? "" });
      y--;
    }
    if (d === 0) break;
    if (down) edits.push({ kind: "added", text: b[--y] ?? "" });
    else edits.push({ kind: "removed", text: a[--x] ?? "" });
  }
  return edits.reverse();
}
