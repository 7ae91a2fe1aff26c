export type CelTokenKind = "variable" | "keyword" | "string" | "number" | "function";
export type CelToken = { from: number; to: number; kind: CelTokenKind };

const TOKEN =
  /(?<comment>\/\/.*)|(?<string>[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|(?<number>\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?\b)|(?<word>\.?\??[A-Za-z_]\w*)(?<call>\s*\()?/g;
const KEYWORDS = new Set(["true", "false", "null", "in"]);

/** The coloured parts of a condition. `variables` are the names that stand for something. */
export function celTokens(condition: string, variables: ReadonlySet<string>): CelToken[] {
  const tokens: CelToken[] = [];
  for (const match of condition.matchAll(TOKEN)) {
    const { string, number, word, call } = match.groups ?? {};
    const from = match.index;
    const add = (kind: CelTokenKind, length: number) => tokens.push({ from, to: from + length, kind });
    if (string !== undefined) add("string", string.length);
    else if (number !== undefined) add("number", number.length);
    else if (word !== undefined && KEYWORDS.has(word)) add("keyword", word.length);
    else if (word !== undefined && call !== undefined) add("function", word.length);
    else if (word !== undefined && variables.has(word)) add("variable", word.length);
  }
  return tokens;
}
