import type { Finding } from "./types";

/** More help nobody. */
const MAX_FINDINGS = 100;

/** What there is to say about a document: each thing once, and not without end. */
export class Findings {
  readonly #seen = new Set<string>();
  readonly list: Finding[] = [];

  add(pointer: string, detail: string): void {
    const key = `${pointer}\n${detail}`;
    if (this.list.length >= MAX_FINDINGS || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push({ pointer: pointer.slice(0, 500), detail });
  }
}
