/** Where the cursor stands in a policy's or a tests' text, as far as completion needs to know. */
export type Place =
  /** A field's name is being written in the thing at `path`; `taken` are its fields already. */
  | { kind: "key"; path: string; from: number; taken: readonly string[] }
  /** A value of the field at `path`. */
  | { kind: "value"; path: string; from: number }
  /** A condition; `before` is its text up to the cursor. */
  | { kind: "cel"; path: string; from: number; before: string };

type Line = {
  indent: number;
  dash: number;
  key: string | null;
  keyIndent: number;
  rest: string;
  blank: boolean;
};

const LINE = /^( *)((?:- +)*)(?:([A-Za-z_]\w*):(?:\s+(.*))?$)?/;

function read(line: string): Line {
  const [, spaces = "", dashes = "", key, rest] = LINE.exec(line) ?? [];
  return {
    indent: spaces.length,
    dash: dashes === "" && !/^ *-$/.test(line) ? -1 : spaces.length,
    key: key ?? null,
    keyIndent: spaces.length + dashes.length,
    rest: rest ?? "",
    blank: /^\s*(#.*)?$/.test(line),
  };
}

/** Finds the place of `offset` by indentation, so that it works in a text that can't be parsed yet. */
export function placeAt(text: string, offset: number): Place | null {
  const lines = text.slice(0, offset).split("\n");
  const head = lines.pop() ?? "";
  const above = lines.map(read);
  const indent = head.trim() === "" ? head.length : read(head).indent;

  const block = blockAround(lines, above, indent);
  if (block) {
    if (block.key !== "when") return null;
    return {
      kind: "cel",
      path: block.path,
      from: offset,
      before: [...block.lines, head.slice(block.indent)].join("\n"),
    };
  }
  const here = read(head);
  if (here.key !== null) return valuePlace(here, pathTo(above, here.keyIndent, here.key), offset);
  const written = /^( *)((?:- +)*)(\S*)$/.exec(head);
  if (!written) return null;
  const [, spaces = "", dashes = "", word = ""] = written;
  const column = spaces.length + dashes.length;
  const parent = pathTo(above, dashes === "" ? column : spaces.length + 1, null);
  const from = offset - word.length;
  if (dashes !== "" && !/^(rules|tests)$/.test(parent)) return { kind: "value", path: parent, from };
  return { kind: "key", path: parent, from, taken: siblings(text, offset, column, dashes !== "") };
}

function valuePlace(line: Line, path: string, offset: number): Place | null {
  if (line.key === "when") return { kind: "cel", path, from: offset, before: line.rest };
  const list = /^\[(.*)$/.exec(line.rest);
  const typed = list ? ((list[1] ?? "").split(",").at(-1) ?? "") : line.rest;
  if (list && line.rest.includes("]")) return null;
  const word = typed.trimStart().replace(/^["']/, "");
  return { kind: "value", path, from: offset - word.length };
}

/** The names of the fields around a place, from the outermost. */
function pathTo(above: readonly Line[], column: number, own: string | null): string {
  const path = own === null ? [] : [own];
  let limit = column;
  for (const line of above.toReversed()) {
    if (line.blank || line.key === null) continue;
    const sameList = line.dash >= 0 && line.keyIndent > limit && line.dash < limit;
    if (line.keyIndent >= limit || sameList) {
      if (line.dash >= 0 && line.dash < limit) limit = line.dash + (hasListUnder(line) ? 0 : 1);
      continue;
    }
    path.unshift(line.key);
    limit = line.dash >= 0 ? line.dash + 1 : line.keyIndent;
  }
  return path.join(".");
}

function hasListUnder(line: Line): boolean {
  return line.rest === "" && line.key !== null && line.dash < 0;
}

type Block = { key: string; path: string; lines: string[]; indent: number };

/** The `key: |` whose text the place is in. */
function blockAround(lines: readonly string[], above: readonly Line[], indent: number): Block | null {
  for (let n = above.length - 1; n >= 0; n--) {
    const line = above[n];
    if (!line || lines[n]?.trim() === "") continue;
    if (line.indent >= indent && !(line.dash >= 0 && line.keyIndent < indent)) {
      if (line.indent === 0 && indent === 0) return null;
      continue;
    }
    if (line.key === null || !/^[|>][-+0-9]*\s*(#.*)?$/.test(line.rest) || line.keyIndent >= indent) {
      if (line.indent < indent) return null;
      continue;
    }
    const body = lines.slice(n + 1);
    const column =
      /^ */.exec(body.find((each) => each.trim() !== "") ?? " ".repeat(indent))?.[0].length ?? indent;
    return {
      key: line.key,
      path: pathTo(above.slice(0, n), line.keyIndent, line.key),
      lines: body.map((each) => each.slice(column)),
      indent: column,
    };
  }
  return null;
}

/** The fields that the map around the place has, above and below. */
function siblings(text: string, offset: number, column: number, startsItem: boolean): string[] {
  const lines = text.split("\n");
  const at = text.slice(0, offset).split("\n").length - 1;
  const keys: string[] = [];
  const visit = (n: number): boolean => {
    const line = read(lines[n] ?? "");
    if (line.blank) return true;
    if (line.keyIndent < column && line.key !== null) return false;
    if (line.keyIndent === column && line.key !== null) keys.push(line.key);
    return !(line.dash >= 0 && line.keyIndent === column);
  };
  if (!startsItem) for (let n = at - 1; n >= 0 && visit(n); n--);
  for (let n = at + 1; n < lines.length; n++) {
    if (read(lines[n] ?? "").dash >= 0 && read(lines[n] ?? "").keyIndent <= column) break;
    if (!visit(n)) break;
  }
  return keys;
}

/** The values of a field of the rule or test that the place is in: its `capabilities`, for instance. */
export function fieldOfItem(text: string, offset: number, field: string): string[] {
  const lines = text.split("\n");
  const at = text.slice(0, offset).split("\n").length - 1;
  const isItem = (n: number) => /^ *- +(id|name|description):/.test(lines[n] ?? "");
  let from = at;
  while (from > 0 && !isItem(from)) from--;
  let to = at + 1;
  while (to < lines.length && !isItem(to)) to++;
  const item = lines.slice(from, to);
  const start = item.findIndex((line) => new RegExp(`^ *(?:- +)?${field}:`).test(line));
  if (start === -1) return [];
  const [, column = ""] = /^( *(?:- +)?)/.exec(item[start] ?? "") ?? [];
  const rest = item.slice(start + 1);
  const end = rest.findIndex(
    (line) => line.trim() !== "" && !/^ *- /.test(line) && line.search(/\S/) <= column.length,
  );
  const value = [
    (item[start] ?? "").replace(/^[^:]*:/, ""),
    ...rest.slice(0, end === -1 ? rest.length : end),
  ];
  return value.flatMap((line) =>
    [...line.replace(/\s#.*$/, "").matchAll(/[A-Za-z0-9_*][A-Za-z0-9_.:*-]*/g)].map(([word]) => word),
  );
}
