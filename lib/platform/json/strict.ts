import { DomainError, toPointer } from "../errors";
import type { Json } from "./types";

/** `members`: of one object. What is done with a call, sorting its members among it, grows faster than their number. */
export type JsonLimits = { depth: number; nodes: number; members?: number };
const DEFAULT_LIMITS: JsonLimits = { depth: 32, nodes: 50_000, members: 2_000 };

/** Of a pointer in an answer: a key may be as long as the body. */
const MAX_KEY = 100;
const MAX_POINTER = 500;

/** Keys that reach an object's prototype when a careless merge copies them. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses JSON the way a policy needs it: one reading only. Beyond RFC 8259 it refuses what two parsers could
 * read differently or what RFC 8785 cannot carry: duplicate keys, keys of the prototype, lone surrogates,
 * integers past 2^53, numbers that overflow; and what costs too much: nesting and node count.
 * @throws DomainError MALFORMED_JSON with a JSON Pointer to the fault.
 */
export function parseJsonStrict(text: string, limits: JsonLimits = DEFAULT_LIMITS): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw refuse("", "This is not JSON.", cause);
  }
  new Scanner(text, limits).scan();
  return value;
}

function refuse(pointer: string, detail: string, cause?: unknown): DomainError {
  const at = pointer === "" ? "At the top level" : `At ${pointer}`;
  return new DomainError("MALFORMED_JSON", `${at}: ${detail}`, { faults: [{ pointer, detail }], cause });
}

/** A second look at text that JSON.parse has accepted, so it only has to find what JSON.parse lets pass. */
class Scanner {
  private at = 0;
  private nodes = 0;
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  scan(): void {
    this.value(1);
  }

  private value(depth: number): void {
    if (++this.nodes > this.limits.nodes)
      throw this.fault(`there are more than ${this.limits.nodes} values; send less.`);
    this.space();
    const char = this.text[this.at];
    if (char === "{" || char === "[") {
      if (depth > this.limits.depth)
        throw this.fault(`nesting is deeper than ${this.limits.depth} levels; flatten it.`);
      if (char === "{") this.object(depth);
      else this.array(depth);
    } else if (char === '"') this.string();
    else this.scalar();
  }

  private object(depth: number): void {
    const keys = new Set<string>();
    this.at++;
    for (this.space(); this.text[this.at] !== "}"; this.space()) {
      if (this.text[this.at] === ",") this.at++;
      this.space();
      const key = this.string();
      this.path.push(key);
      if (keys.has(key))
        throw this.fault("this key appears twice; which one counts would depend on the reader.");
      if (FORBIDDEN_KEYS.has(key))
        throw this.fault("this key is not accepted; it names an object's prototype.");
      keys.add(key);
      if (keys.size > (this.limits.members ?? Infinity)) throw this.tooWide();
      this.space();
      this.at++; // the colon
      this.value(depth + 1);
      this.path.pop();
    }
    this.at++;
  }

  private tooWide(): DomainError {
    this.path.pop();
    return this.fault(`this object has more than ${this.limits.members} members; send them as a list.`);
  }

  private array(depth: number): void {
    this.at++;
    let index = 0;
    for (this.space(); this.text[this.at] !== "]"; this.space()) {
      if (this.text[this.at] === ",") this.at++;
      this.path.push(index++);
      this.value(depth + 1);
      this.path.pop();
    }
    this.at++;
  }

  private string(): string {
    const from = this.at++;
    let escaped = false;
    for (; this.text[this.at] !== '"'; this.at++) {
      if (this.text[this.at] === "\\") {
        escaped = true;
        this.at++;
      }
    }
    const raw = this.text.slice(from, ++this.at);
    const value = escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (!value.isWellFormed())
      throw this.fault("this text has half of a surrogate pair; send valid Unicode.");
    return value;
  }

  private scalar(): void {
    const from = this.at;
    while (this.at < this.text.length && !",]} \t\r\n".includes(this.text[this.at]!)) this.at++;
    const raw = this.text.slice(from, this.at);
    const first = raw[0]!;
    if (first === "t" || first === "f" || first === "n") return;
    const number = Number(raw);
    if (!Number.isFinite(number)) throw this.fault("this number is out of range.");
    if (Number.isInteger(number) && !Number.isSafeInteger(number) && !/[.eE]/.test(raw))
      throw this.fault("this integer is past 2^53 and would lose digits; send it as a string.");
  }

  private space(): void {
    while (" \t\r\n".includes(this.text[this.at] ?? "x")) this.at++;
  }

  private fault(detail: string): DomainError {
    const pointer = toPointer(this.path.map((part) => String(part).slice(0, MAX_KEY)));
    return refuse(pointer.slice(0, MAX_POINTER).toWellFormed(), detail);
  }
}
