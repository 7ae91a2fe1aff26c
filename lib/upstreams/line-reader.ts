const END = 256;

/** One line, or of a line over the bound just both ends, which tell whose answer it was. */
export type Line = { kind: "line"; text: string } | { kind: "oversized"; head: string; tail: string };

/** Cuts a byte stream into lines and never holds more than one line's bound. */
export class LineReader {
  readonly #max: number;
  #chunks: Buffer[] = [];
  #size = 0;
  #head: Buffer | null = null;
  #tail: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  /** Bytes of the line that is still open, held or not. */
  get pending(): number {
    return this.#size;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      this.#take(chunk.subarray(from, at));
      lines.push(this.#end());
      from = at + 1;
    }
    this.#take(chunk.subarray(from));
    return lines;
  }

  #take(piece: Buffer): void {
    this.#size += piece.length;
    if (this.#head === null && this.#size <= this.#max) {
      if (piece.length > 0) this.#chunks.push(piece);
      return;
    }
    const held = this.#head === null ? Buffer.concat([...this.#chunks, piece]) : piece;
    this.#head ??= Buffer.from(held.subarray(0, END));
    this.#tail = Buffer.concat([this.#tail, held.subarray(-END)]).subarray(-END);
    this.#chunks = [];
  }

  #end(): Line {
    const line: Line =
      this.#head === null
        ? { kind: "line", text: Buffer.concat(this.#chunks).toString("utf8") }
        : { kind: "oversized", head: this.#head.toString("utf8"), tail: this.#tail.toString("utf8") };
    this.#chunks = [];
    this.#size = 0;
    this.#head = null;
    this.#tail = Buffer.alloc(0);
    return line;
  }
}

const ID = '"id"\\s*:\\s*(\\d{1,15}|"[^"\\\\]{1,64}")';
const AT_HEAD = new RegExp(`^\\s*\\{\\s*("jsonrpc"\\s*:\\s*"2\\.0"\\s*,\\s*)?${ID}`);
const AT_TAIL = new RegExp(`,\\s*${ID}\\s*(,\\s*"jsonrpc"\\s*:\\s*"2\\.0"\\s*)?\\}\\s*$`);

/** The JSON-RPC id of a message of which only both ends are known; null where it stands in neither. */
export function idFromEnds(head: string, tail: string): string | number | null {
  const found = AT_HEAD.exec(head)?.[2] ?? AT_TAIL.exec(tail)?.[1];
  if (found === undefined) return null;
  return found.startsWith('"') ? found.slice(1, -1) : Number(found);
}
