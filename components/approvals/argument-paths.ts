/** One place in a JSON value: its JSON Pointer (RFC 6901), how people read it, and what stands there. */
export type ArgumentPath = { pointer: string; label: string; value: unknown };

/** More places than a person would pick from. */
export const MAX_PATHS = 400;

export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** `recipients[2].address`; a key that would read as something else stands in quotes. */
export function labelOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return "all arguments";
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\p{L}\p{N}_$-]+$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** The label of a pointer into a value: its digits are an index only where a list stands. */
export function labelOfPointer(pointer: string, root: unknown): string {
  const path: (string | number)[] = [];
  let at = root;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const list = Array.isArray(at);
    path.push(list && /^\d+$/.test(key) ? Number(key) : key);
    at = childOf(at, key);
  }
  return labelOf(path);
}

function childOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key]; // safe because it is an object or a list with this key
}

/** Every place in a value, from the top down, the whole of it first. */
export function pathsOf(root: unknown, most = MAX_PATHS): ArgumentPath[] {
  const found: ArgumentPath[] = [];
  const visit = (value: unknown, path: (string | number)[]) => {
    if (found.length >= most) return;
    found.push({ pointer: pointerOf(path), label: labelOf(path), value });
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index]));
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
  };
  visit(root, []);
  return found;
}
