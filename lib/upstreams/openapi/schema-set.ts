import { isObject, sha256, type Json, type JsonObject } from "../../platform/json";
import type { Findings } from "./findings";
import { readPiece, type Mode, type Piece } from "./piece";
import { Patterns } from "./patterns";
import { lookUp } from "./pointer";
import { OperationFault } from "./refusal";

/** Below what compileArguments takes, so that what is offered can be checked. */
const MAX_BYTES = 200 * 1024;
const MAX_PIECES = 500;
/** How often one value may be looked at: schemas that name each other twice, ten levels deep, look 1,024 times. */
const MAX_LOOKS = 2_000;
const CLEAN = /^[A-Za-z0-9._-]{1,100}$/;
const COMPONENT = "/components/schemas/";

/** The schemas of one document. Each is converted once, however many operations need it. */
export class SchemaSet {
  readonly #pieces = {
    input: new Map<string, Piece | OperationFault>(),
    output: new Map<string, Piece | OperationFault>(),
  };
  readonly #patterns = new Patterns();
  readonly #names = new Map<string, string>();
  readonly #taken = new Map<string, string>();
  readonly #looks = { input: new Map<string, number>(), output: new Map<string, number>() };

  constructor(
    private readonly root: JsonObject,
    private readonly old: boolean,
    private readonly findings: Findings,
  ) {}

  /** The schema that stands at a place in the document. @throws OperationFault */
  at(value: Json, pointer: string, mode: Mode): Piece {
    const known = this.#pieces[mode].get(pointer) ?? this.#convert(value, pointer, mode);
    this.#pieces[mode].set(pointer, known);
    if (known instanceof OperationFault) throw known;
    return known;
  }

  /** Everything that these schemas need, for `$defs`. @throws OperationFault where that is too much, or has no end */
  defsOf(pieces: readonly Piece[], mode: Mode): JsonObject {
    const defs = new Map<string, Json>();
    const open = pieces.flatMap((piece) => [...piece.refs]);
    let bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
    for (const piece of pieces) this.#looksIn(piece, mode, new Set());
    for (let pointer = open.pop(); pointer !== undefined; pointer = open.pop()) {
      const name = this.#nameOf(pointer);
      if (defs.has(name)) continue;
      const piece = this.#referred(pointer, mode);
      // What only a property refers to has not been followed from above.
      this.#looksOf(pointer, mode, new Set());
      defs.set(name, piece.schema);
      bytes += piece.bytes + name.length;
      open.push(...piece.refs);
      if (bytes > MAX_BYTES || defs.size > MAX_PIECES)
        throw new OperationFault(
          `Its ${mode} schema is larger than ${MAX_BYTES / 1024} KB with all that it refers to.`,
        );
    }
    if (bytes > MAX_BYTES)
      throw new OperationFault(`Its ${mode} schema is larger than ${MAX_BYTES / 1024} KB.`);
    // In the order of their names, so that the same schema is the same text whoever refers first.
    return Object.fromEntries([...defs].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Whether a schema is of an object, through its references. */
  isObjectSchema(piece: Piece, mode: Mode): boolean {
    let { schema } = piece;
    for (let hop = 0; hop < 16 && isObject(schema); hop++) {
      if (schema.type === "object") return true;
      if (schema.type !== undefined || typeof schema.$ref !== "string") return false;
      const pointer = this.#taken.get(schema.$ref.slice("#/$defs/".length));
      if (pointer === undefined) return false;
      schema = this.#referred(pointer, mode).schema;
    }
    return false;
  }

  #referred(pointer: string, mode: Mode): Piece {
    const known = this.#pieces[mode].get(pointer);
    if (known instanceof OperationFault) throw known;
    if (known) return known;
    const { value } = lookUp(this.root, `#${pointer.split("/").map(encodeURIComponent).join("/")}`);
    return this.at(value, pointer, mode);
  }

  #convert(value: Json, pointer: string, mode: Mode): Piece | OperationFault {
    const { root, old, findings } = this;
    try {
      return readPiece(
        { root, old, mode, findings, patterns: this.#patterns, nameOf: (to) => this.#nameOf(to) },
        value,
        pointer,
      );
    } catch (error) {
      if (error instanceof OperationFault) return error;
      throw error;
    }
  }

  /** How often checking one value against this schema looks at it, through everything that it refers to. */
  #looksOf(pointer: string, mode: Mode, above: Set<string>): number {
    const known = this.#looks[mode].get(pointer);
    if (known !== undefined) return known;
    if (above.has(pointer) || above.size > MAX_PIECES)
      throw new OperationFault("A schema refers to itself without end.");
    above.add(pointer);
    const looks = this.#looksIn(this.#referred(pointer, mode), mode, above);
    above.delete(pointer);
    this.#looks[mode].set(pointer, looks);
    return looks;
  }

  #looksIn(piece: Piece, mode: Mode, above: Set<string>): number {
    let looks = 1;
    for (const [inner, times] of piece.same) {
      looks += times * this.#looksOf(inner, mode, above);
      if (looks > MAX_LOOKS) throw new OperationFault("Its schemas refer to each other too often.");
    }
    return looks;
  }

  /** A name that depends on the place alone, so that a new operation renames nothing. */
  #nameOf(pointer: string): string {
    const known = this.#names.get(pointer);
    if (known !== undefined) return known;
    const last = pointer.slice(pointer.lastIndexOf("/") + 1);
    const plain = pointer === COMPONENT + last && CLEAN.test(last) && last !== "__proto__";
    const name = plain
      ? last
      : `${last.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 60)}_${shortHash(pointer)}`;
    if (this.#taken.has(name)) throw new OperationFault("Two of its schemas cannot be told apart by name.");
    this.#taken.set(name, pointer);
    this.#names.set(pointer, name);
    return name;
  }
}

export function shortHash(text: string): string {
  return sha256(text).slice(0, 8);
}
