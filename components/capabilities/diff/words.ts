import { diffWordsWithSpace } from "diff";

export type WordPart = { kind: "same" | "removed" | "added"; text: string };

/** Beyond this many edits a minimal script costs more than it tells: then the whole text counts as replaced. */
const MAX_EDITS = 800;

/** Two texts word by word; joining all but the removed parts gives `after`, all but the added ones `before`. */
export function wordDiff(before: string, after: string): WordPart[] {
  const script = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (!script) {
    const whole: WordPart[] = [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
    return whole.filter(({ text }) => text !== "");
  }
  return joinNeighbours(
    script.map(({ value, added, removed }) => ({
      kind: added ? "added" : removed ? "removed" : "same",
      text: value,
    })),
  );
}

/** Changes with nothing but a space between them are read as one: a phrase that went, and one that came. */
function joinNeighbours(parts: readonly WordPart[]): WordPart[] {
  const joined: WordPart[] = [];
  let gone = "";
  let come = "";
  const flush = () => {
    if (gone !== "") joined.push({ kind: "removed", text: gone });
    if (come !== "") joined.push({ kind: "added", text: come });
    [gone, come] = ["", ""];
  };
  parts.forEach(({ kind, text }, index) => {
    if (kind === "removed") gone += text;
    else if (kind === "added") come += text;
    else if (gone !== "" && come !== "" && text.trim() === "" && index < parts.length - 1) {
      gone += text;
      come += text;
    } else {
      flush();
      joined.push({ kind, text });
    }
  });
  flush();
  return joined;
}
