import { Lexer } from "yaml";

/** A token of a text, with what has been met up to and with it. */
export type YamlToken = {
  text: string;
  offset: number;
  /** It is what a scalar says, whatever it looks like. */
  scalar: boolean;
  /** Indicators and line ends, which the parser's time grows with. */
  structure: number;
  /** Comments and empty lines. */
  silent: number;
  /** Levels of `[` and `{`. */
  flow: number;
  /** Levels that indicators open on one line, as in `- - - x` and `? ? x`. */
  compact: number;
  /** Of a line's indentation its length, of everything else 0. */
  indent: number;
  /** A comma after a comma. */
  gap: boolean;
};

const LINE_END = /^\r?\n$/;
const STRUCTURE = /^(?:[[\]{},?:-]|\r?\n)$/;
const INDICATORS = new Set(["-", "?", ":"]);
const SCALAR_MARK = "\x1f";
/** The lexer marks documents and scalars with tokens of its own, which are not in the text. */
const MARKS = new Set(["\x02", "\x18", SCALAR_MARK]);

/**
 * A first look at a text, without the parser: that one recurses into nesting, deep enough to take the whole process
 * down with it, and its time grows with the square of some faults. What must not reach it is for the caller to say.
 */
export function* yamlTokens(source: string): Generator<YamlToken> {
  let offset = 0;
  let structure = 0;
  let silent = 0;
  let flow = 0;
  let compact = 0;
  let last = "\n";
  let scalar = false;
  for (const text of new Lexer().lex(source)) {
    if (MARKS.has(text)) {
      scalar = text === SCALAR_MARK;
      continue;
    }
    const blank = text.trim() === "";
    if ((!scalar && text.startsWith("#")) || (LINE_END.test(text) && last.endsWith("\n"))) silent++;
    let indent = 0;
    if (STRUCTURE.test(text)) structure++;
    if (text === "[" || text === "{") flow++;
    else if (text === "]" || text === "}") flow--;
    else if (INDICATORS.has(text) && flow === 0) compact++;
    else if (blank && last.endsWith("\n")) indent = text.length;
    const gap = text === "," && last === ",";
    yield { text, offset, scalar, structure, silent, flow, compact, indent, gap };
    scalar = false;
    if (text.includes("\n")) compact = 0;
    if (!blank || text.includes("\n")) last = text;
    offset += text.length;
  }
}
