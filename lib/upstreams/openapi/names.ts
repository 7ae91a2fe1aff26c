import { shortHash } from "./schema-set";

const MAX_NAME = 64;
const HASH = 9;

/** Gives each operation a tool name: its operationId made fit, or method and path; no two the same. */
export class ToolNames {
  readonly #taken = new Set<string>();
  readonly #last = new Map<string, number>();

  next(operationId: unknown, method: string, path: string): string {
    const own = typeof operationId === "string" ? fit(operationId) : "";
    const name = this.#free(
      own ||
        fit(`${method}_${path.slice(0, 2_000).replace(/^[^A-Za-z0-9]+|[{}]+/g, "")}`) ||
        `${method}_${shortHash(path)}`,
    );
    this.#taken.add(name);
    return name;
  }

  #free(name: string): string {
    if (!this.#taken.has(name)) return name;
    for (let number = (this.#last.get(name) ?? 1) + 1; ; number++) {
      this.#last.set(name, number);
      const suffix = `_${number}`;
      const other = name.slice(0, MAX_NAME - suffix.length) + suffix;
      if (!this.#taken.has(other)) return other;
    }
  }
}

/** What is cut off is told apart by a hash of the whole. */
function fit(text: string): string {
  // Longer than any name anybody gave on purpose; the hash still sees all of it.
  const name = text
    .slice(0, 2_000)
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - HASH)}_${shortHash(text)}`;
}
