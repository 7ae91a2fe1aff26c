import { isObject, type Json, type JsonObject } from "../../platform/json";
import { toPointer } from "../../platform/errors";
import type { Findings } from "./findings";
import { isSilent, plainKeywords } from "./keywords";
import { lookUp } from "./pointer";
import { OperationFault } from "./refusal";
import type { Patterns } from "./patterns";

/** What is sent leaves out what only the service sets, and the other way round. */
export type Mode = "input" | "output";

/** One schema of the document as JSON Schema 2020-12, and which others it needs (by pointer). */
export type Piece = {
  schema: JsonObject | boolean;
  refs: Set<string>;
  /** Those of `refs` that look at the very same value, with how often: where these lead in a circle, checking never ends. */
  same: Map<string, number>;
  bytes: number;
};

/** Levels of one schema; together with what surrounds it less than compileArguments takes. */
const MAX_DEPTH = 40;
/** Keywords with one schema, a list, or a map of them; whether they look at the same value. */
const ONE: Record<string, boolean> = {
  not: true,
  if: true,
  then: true,
  else: true,
  items: false,
  contains: false,
  additionalProperties: false,
  unevaluatedProperties: false,
  unevaluatedItems: false,
  propertyNames: false,
};
const LIST: Record<string, boolean> = { allOf: true, anyOf: true, oneOf: true, prefixItems: false };
const MAP: Record<string, boolean> = { properties: false, patternProperties: false, dependentSchemas: true };

type At = { keys: string[]; same: boolean };
type Reader = {
  root: JsonObject;
  /** OpenAPI 3.0: `nullable`, and nothing counts beside a `$ref`. */
  old: boolean;
  mode: Mode;
  findings: Findings;
  patterns: Patterns;
  nameOf: (pointer: string) => string;
};

/** Reads the schema that stands at `pointer`. @throws OperationFault where it cannot be said in JSON Schema 2020-12 */
export function readPiece(reader: Reader, value: Json, pointer: string): Piece {
  const piece: Piece = { schema: true, refs: new Set(), same: new Map(), bytes: 0 };
  piece.schema = new Conversion(reader, piece, pointer).schema(value, { keys: [], same: true });
  piece.bytes = JSON.stringify(piece.schema).length;
  return piece;
}

class Conversion {
  constructor(
    private readonly reader: Reader,
    private readonly piece: Piece,
    private readonly pointer: string,
  ) {}

  schema(value: Json, at: At): JsonObject | boolean {
    if (typeof value === "boolean") return value;
    if (at.keys.length > MAX_DEPTH)
      throw new OperationFault(`A schema nests deeper than ${MAX_DEPTH} levels.`);
    if (!isObject(value)) {
      this.say(at, "This is no schema; anything is accepted here.");
      return true;
    }
    for (const keyword of ["$dynamicRef", "$recursiveRef"]) {
      if (Object.hasOwn(value, keyword))
        throw new OperationFault(`A schema uses ${keyword}, which is not supported.`);
    }
    if (typeof value.$ref !== "string") return this.nullable(value, this.keywords(value, at));
    if (typeof value.$id === "string")
      throw new OperationFault("A schema has an address of its own ($id), which is not supported.");
    const ref = { $ref: this.ref(value.$ref, at) };
    return this.reader.old ? ref : { ...this.keywords(value, at), ...ref };
  }

  private ref(ref: string, at: At): string {
    const { pointer } = lookUp(this.reader.root, ref);
    this.piece.refs.add(pointer);
    if (at.same) this.piece.same.set(pointer, (this.piece.same.get(pointer) ?? 0) + 1);
    return `#/$defs/${this.reader.nameOf(pointer)}`;
  }

  private keywords(schema: JsonObject, at: At): JsonObject {
    const plain = plainKeywords(schema, this.reader.patterns, (keyword, why) =>
      this.say({ ...at, keys: [...at.keys, keyword] }, why),
    );
    const inner = Object.keys(schema).flatMap((keyword) => this.applicator(schema, keyword, at));
    return this.settled(schema, { ...plain, ...Object.fromEntries(inner) });
  }

  private applicator(schema: JsonObject, keyword: string, at: At): [string, Json][] {
    const value = schema[keyword]!; // safe: an own key of it
    const within = (same: boolean, ...keys: string[]): At => ({
      keys: [...at.keys, keyword, ...keys],
      same: at.same && same,
    });
    if (Object.hasOwn(ONE, keyword)) {
      if (Array.isArray(value)) return this.leave(within(false), keyword);
      return [[keyword, this.schema(value, within(ONE[keyword]!))]]; // safe: it has it
    }
    if (Object.hasOwn(LIST, keyword)) {
      if (!Array.isArray(value) || value.length === 0) return this.leave(within(false), keyword);
      return [[keyword, value.map((one, index) => this.schema(one, within(LIST[keyword]!, String(index))))]];
    }
    if (Object.hasOwn(MAP, keyword)) {
      if (!isObject(value)) return this.leave(within(false), keyword);
      const usable = Object.entries(value).filter(
        ([key]) => keyword !== "patternProperties" || this.pattern(key, within(false, key)),
      );
      return [
        [
          keyword,
          Object.fromEntries(usable.map(([key, one]) => [key, this.schema(one, within(MAP[keyword]!, key))])),
        ],
      ];
    }
    return [];
  }

  private leave(at: At, keyword: string): [] {
    if (!isSilent(keyword)) this.say(at, `The keyword ${keyword} has no usable value and is left out.`);
    return [];
  }

  private pattern(key: string, at: At): boolean {
    if (this.reader.patterns.usable(key)) return true;
    this.say(at, "The pattern of this name cannot be checked here; it is left to the service.");
    return false;
  }

  /** A property that only the other side sets is not required of this one. */
  private settled(schema: JsonObject, made: JsonObject): JsonObject {
    const { required, ...others } = made;
    if (!Array.isArray(required)) return made;
    const marked = this.reader.mode === "input" ? "readOnly" : "writeOnly";
    const properties = isObject(schema.properties) ? schema.properties : {};
    const kept = required.filter((name) => {
      const property =
        typeof name === "string" && Object.hasOwn(properties, name) ? properties[name] : undefined;
      return !isObject(property) || property[marked] !== true;
    });
    return kept.length === 0 ? others : { ...others, required: kept };
  }

  private nullable(schema: JsonObject, made: JsonObject): JsonObject {
    if (!this.reader.old || schema.nullable !== true) return made;
    const { type } = made;
    if (typeof type === "string" && !("enum" in made))
      return { ...made, type: type === "null" ? type : [type, "null"] };
    // Without a type of its own the specification gives it no effect; everybody who writes it means this.
    return { anyOf: [made, { type: "null" }] };
  }

  private say(at: At, detail: string): void {
    this.reader.findings.add(this.pointer + toPointer(at.keys), detail);
  }
}
