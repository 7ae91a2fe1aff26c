import type { PolicyFinding } from "../check-types";
import type { CompiledPolicy } from "../compile";

type Place = Pick<PolicyFinding, "source" | "line" | "column">;

/** Finds rules and their parts in the text of a policy. */
export class Places {
  readonly #lines: readonly string[];
  readonly #policy: CompiledPolicy;

  constructor(document: string, policy: CompiledPolicy) {
    this.#lines = document.split("\n");
    this.#policy = policy;
  }

  rule(id: string): Place {
    return this.#at(this.#startOf(id));
  }

  /** The first place of a text inside a rule, as a whole word; the rule itself where there is none. */
  inRule(id: string, text: string): Place {
    const start = this.#startOf(id);
    const next = this.#policy.rules.find(({ id: other }) => this.#startOf(other) > start);
    const end = next ? this.#startOf(next.id) - 1 : this.#lines.length;
    const word = new RegExp(`(?<![\\w.:*-])${text.replace(/[^\w\s-]/g, "\\$&")}(?![\\w.:*-])`);
    for (let line = start; line <= end; line++) {
      const found = word.exec(this.#lines[line - 1] ?? "");
      if (found) return { source: "document", line, column: found.index + 1 };
    }
    return this.#at(start);
  }

  /** A field at the top of the document. */
  top(field: string): Place {
    const line = this.#lines.findIndex((text) => text.startsWith(`${field}:`)) + 1;
    return this.#at(Math.max(line, 1));
  }

  #startOf(id: string): number {
    return this.#policy.lines.get(id) ?? 1;
  }

  #at(line: number): Place {
    const indent = /^[\s-]*/.exec(this.#lines[line - 1] ?? "")?.[0].length ?? 0;
    return { source: "document", line, column: indent + 1 };
  }
}
