import { REDACTED } from "../../policy";

export type Leaf = string | number | boolean;
/** Every value of a call's arguments by its field: `customer.email`, and `items[].price` for those of a list. */
export type Leaves = ReadonlyMap<string, readonly Leaf[]>;

/** Enough for any tool that people read the arguments of; what goes beyond it is not compared. */
const MAX_LEAVES = 200;
const MAX_DEPTH = 6;

export function leavesOf(args: unknown): Leaves {
  const found = new Map<string, Leaf[]>();
  collect(args, "", 0, { found, left: MAX_LEAVES });
  return found;
}

type Collecting = { found: Map<string, Leaf[]>; left: number };

function collect(value: unknown, path: string, depth: number, into: Collecting): void {
  if (into.left <= 0 || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, `${path}[]`, depth + 1, into);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value))
      collect(inner, path === "" ? key : `${path}.${key}`, depth + 1, into);
  } else if (isLeaf(value) && value !== REDACTED) {
    into.left--;
    const same = into.found.get(path);
    if (same) same.push(value);
    else into.found.set(path, [value]);
  }
}

function isLeaf(value: unknown): value is Leaf {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
