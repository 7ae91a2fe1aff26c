import { yamlTokens } from "../platform/yaml";
import type { Finding } from "./types";

/** A policy needs five levels; what is nested far deeper is an attack or a mistake. */
const MAX_FLOW_DEPTH = 16;
const MAX_INDENT = 64;
const MAX_COMPACT = 8;
/** Indicators and line ends: what the parser's work grows with. 2,000 ordinary rules have 45,000. */
const MAX_STRUCTURE = 60_000;
/** Fields after each other in one rule, and items after each other without a field. The longest list has 500. */
const MAX_RUN = 1_000;
/** Items of lists that have fields themselves. A policy has 2,000 rules at most, and nothing else of that kind. */
const MAX_RECORDS = 4_000;
/** Comments and empty lines. Each costs the parser as much as a short field. */
const MAX_SILENT = 10_000;
const DEEP = {
  code: "TOO_DEEP",
  message: "The document is nested too deeply.",
  fix: "A policy needs five levels.",
} as const;
const LARGE = {
  code: "TOO_LARGE",
  message: "The document has too many parts.",
  fix: "Merge rules with lists of capabilities.",
} as const;
const FLAT = {
  code: "TOO_LARGE",
  message: `More than ${MAX_RUN} fields or items follow each other.`,
  fix: "Rules are a list: each begins with a dash and has a few fields.",
} as const;
const SILENT = {
  code: "TOO_LARGE",
  message: `There are more than ${MAX_SILENT.toLocaleString("en")} comments and empty lines.`,
  fix: "Remove some.",
} as const;
const EMPTY_ITEM = {
  code: "YAML_SYNTAX",
  message: "An item is missing between two commas.",
  fix: "Remove one comma.",
} as const;

export type TokenFault = { offset: number; code: Finding["code"]; message: string; fix: string };

/**
 * What the parser must not be given. It is slow, too: what has not the shape of a policy is found here, after its first
 * thousand fields.
 */
export function inspectTokens(source: string): TokenFault | null {
  const shape = new Shape();
  for (const { text, offset, scalar, structure, silent, flow, compact, indent, gap } of yamlTokens(source)) {
    const refused = scalar ? null : refusedToken(text);
    if (refused) return { offset, ...refused };
    if (silent > MAX_SILENT) return { offset, ...SILENT };
    if (!scalar && shape.spent(text)) return { offset, ...FLAT };
    if (indent > MAX_INDENT || flow > MAX_FLOW_DEPTH || compact > MAX_COMPACT) return { offset, ...DEEP };
    if (structure > MAX_STRUCTURE) return { offset, ...LARGE };
    if (gap) return { offset, ...EMPTY_ITEM };
  }
  return null;
}

/** Counts what follows each other, token by token. */
class Shape {
  #fields = 0;
  #items = 0;
  #records = 0;
  #begun = false;

  /** Whether there is more of anything than a policy has. */
  spent(token: string): boolean {
    if (token === ":") {
      this.#fields++;
      this.#items = 0;
      if (this.#begun) this.#records++;
      this.#begun = false;
    } else if (token === "-" || token === "{") {
      this.#fields = 0;
      this.#items++;
      this.#begun ||= token === "-";
    } else if (token === "," || token === "---" || token === "...") this.#items++;
    else if (token.includes("\n")) this.#begun = false;
    return this.#fields > MAX_RUN || this.#items > MAX_RUN || this.#records > MAX_RECORDS;
  }
}

/** Anchors, aliases and tags are never allowed, so the parser needn't see them. */
function refusedToken(token: string): Omit<TokenFault, "offset"> | null {
  switch (token[0]) {
    case "&":
      return { code: "ALIAS_NOT_ALLOWED", message: `The anchor ${token} is not allowed.`, fix: "Remove it." };
    case "*": {
      const fix = 'Write the value out; a star that stands for itself needs quotes: "*".';
      return { code: "ALIAS_NOT_ALLOWED", message: `The alias ${token} is not allowed.`, fix };
    }
    case "!":
      return {
        code: "TAG_NOT_ALLOWED",
        message: "Tags are not allowed.",
        fix: "Write the value without a tag.",
      };
    default:
      return null;
  }
}
