import type { ASTNode } from "@marcbachmann/cel-js";
import { compilePattern, startMeter, TOO_MUCH_WORK, workExceeded } from "./cel-bounds";
import { readsOf } from "./cel-reads";
import { type Chain, chainOf, type MethodCall, locateMethod, methodCall, walk } from "./cel-ast";
import { INNER_SHAPES, MAX_CONDITION_LENGTH, running, SHAPES, typed, VARIABLES } from "./cel-env";
import type { Facts } from "./facts";
import { suggest } from "./suggest";
import type { FindingCode, RuleReads } from "./types";

/** True, false, or the sentence that says why the condition could not be evaluated. Never throws. */
export type Condition = (facts: Facts) => boolean | string;

/** A condition ready to run, and what of a request its value depends on. */
export type CompiledCondition = { holds: Condition; reads: ReadonlySet<RuleReads> };

/** A condition that doesn't compile. `offset` is the fault's first character in the expression. */
export class CelFault extends Error {
  constructor(
    readonly code: FindingCode,
    readonly offset: number,
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

const ITERATING = new Set(["all", "exists", "exists_one", "filter", "map"]);

/**
 * Compiles one CEL condition (cel-spec v0.25 with optional field selection; conformance and gaps are in
 * docs/decisions/003-cel-library.md). @throws CelFault
 */
export function compileCondition(source: string): CompiledCondition {
  if (source.length > MAX_CONDITION_LENGTH) {
    const message = `The condition has ${source.length} characters; at most ${MAX_CONDITION_LENGTH} are allowed.`;
    throw new CelFault("CEL_TOO_LARGE", 0, message, "Split the rule in two.");
  }
  const reads = readsOf(checkTypes(source));
  const run = parseBounded(source);
  const holds: Condition = (facts) => {
    startMeter();
    try {
      const value: unknown = run(facts);
      if (workExceeded()) return TOO_MUCH_WORK;
      return typeof value === "boolean" ? value : "The condition is neither true nor false";
    } catch (error) {
      return workExceeded() ? TOO_MUCH_WORK : summaryOf(error);
    }
  };
  return { holds, reads };
}

/** What an expression is for one request, or why it is nothing. */
export type Evaluated = { value: unknown } | { error: string };

/**
 * Compiles a part of a condition that compileCondition has accepted; its value may be of any type. Costs the
 * same work as a condition does. @throws CelFault
 */
export function compilePart(source: string): (facts: Facts) => Evaluated {
  const run = parseBounded(source);
  return (facts) => {
    startMeter();
    try {
      const value = run(facts);
      return workExceeded() ? { error: TOO_MUCH_WORK } : { value };
    } catch (error) {
      return { error: workExceeded() ? TOO_MUCH_WORK : summaryOf(error) };
    }
  };
}

/** The syntax tree of a condition that has been compiled before, with places in its text. */
export function parseCondition(source: string): ASTNode {
  return attempt(() => typed.parse(source)).ast;
}

function checkTypes(source: string): ASTNode {
  const parsed = attempt(() => typed.parse(source));
  walk(parsed.ast, (node) => {
    checkField(node);
    const call = methodCall(node);
    if (call?.name === "matches") checkPattern(call);
  });
  const result = attempt(() => parsed.check());
  if (!result.valid) throw faultOf(result.error);
  if (result.type === "bool" || result.type === "dyn") return parsed.ast;
  const message = `The condition is of type ${result.type}, but has to be true or false.`;
  throw new CelFault("CEL_NOT_BOOLEAN", 0, message, "Compare it with something, for example with ==.");
}

/** `capability.opration`, also inside has(): the checker of the library lets the latter pass. */
function checkField(node: ASTNode): void {
  if (node.op !== "." && node.op !== ".?") return;
  const [target, field] = node.args;
  const owner = chainOf(target);
  const fields = owner && fieldsOf(owner);
  if (!fields || Object.hasOwn(fields, field)) return;
  const name = [owner.root, ...owner.path].join(".");
  const inner: object = owner.path.length === 0 ? innerOf(owner.root) : {};
  const known = Object.entries(inner).flatMap(([key, below]) =>
    Object.keys(below as object).map((it) => `${key}.${it}`),
  );
  const fix = suggest(field, [...Object.keys(fields), ...known]);
  throw new CelFault("CEL_TYPE", node.range.start, `${name} has no field ${field}.`, fix);
}

/** The fields of a variable of fixed shape, or of a field inside one; null for all else. */
function fieldsOf({ root, path: [field, ...more] }: Chain): object | null {
  if (!Object.hasOwn(SHAPES, root) || more.length > 0) return null;
  if (field === undefined) return SHAPES[root as keyof typeof SHAPES];
  const inner: Record<string, object> = innerOf(root);
  return Object.hasOwn(inner, field) ? (inner[field] ?? null) : null;
}

function innerOf(root: string): Record<string, object> {
  return Object.hasOwn(INNER_SHAPES, root) ? INNER_SHAPES[root as keyof typeof INNER_SHAPES] : {};
}

function checkPattern(call: MethodCall): void {
  const [pattern] = call.args;
  const offset = pattern?.range.start ?? call.node.range.start;
  if (pattern?.op !== "value" || typeof pattern.args !== "string") {
    const message = "The pattern of matches() is not a literal text.";
    throw new CelFault("CEL_REGEX", offset, message, "Write the pattern itself, in quotes.");
  }
  try {
    compilePattern(pattern.args);
  } catch (error) {
    const why = error instanceof Error ? error.message : "it is not valid";
    const fix = "Patterns follow RE2: no back-references and no look-around, repeats up to 1000.";
    throw new CelFault("CEL_REGEX", offset, `The pattern is not usable: ${why}.`, fix);
  }
}

/**
 * Parses for evaluation with bounds put in: `xs.all(…)` becomes `xs.spend().all(…)` and `s.matches(p)`
 * becomes `s.re2(p)`. It is text that changes, so the result is read back: nothing unbounded may be left.
 */
function parseBounded(source: string): (facts: Facts) => unknown {
  const edits: { at: number; remove: number; insert: string }[] = [];
  walk(attempt(() => typed.parse(source)).ast, (node) => {
    const call = methodCall(node);
    if (!call || !(ITERATING.has(call.name) || call.name === "matches")) return;
    const place = locateMethod(source, call);
    if (!place) throw unbounded(node);
    if (call.name === "matches")
      edits.push({ at: place.start, remove: place.end - place.start, insert: "re2" });
    else edits.push({ at: place.dot, remove: 0, insert: ".spend()" });
  });
  let text = source;
  for (const edit of edits.sort((a, b) => b.at - a.at))
    text = text.slice(0, edit.at) + edit.insert + text.slice(edit.at + edit.remove);
  const parsed = attempt(() => running.parse(text));
  walk(parsed.ast, (node) => {
    const call = methodCall(node);
    if (!call) return;
    const spends = methodCall(call.receiver)?.name === "spend";
    if (call.name === "matches" || (ITERATING.has(call.name) && !spends)) throw unbounded(node);
  });
  // Checking also binds the overloads, so that the first call is as fast as the next.
  const result = attempt(() => parsed.check());
  if (!result.valid) throw faultOf(result.error);
  return (facts) => parsed(facts as unknown as Record<string, unknown>);
}

function unbounded(node: ASTNode): CelFault {
  const message = "The work of this call can't be bounded.";
  return new CelFault(
    "CEL_SYNTAX",
    node.range.start,
    message,
    "Write it without comments between receiver and name.",
  );
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof CelFault) throw error;
    throw faultOf(error);
  }
}

type LibraryError = { name?: string; code?: string; summary?: string; range?: { start: number } };

function faultOf(error: unknown): CelFault {
  const known = (typeof error === "object" && error !== null ? error : {}) as LibraryError;
  const offset = known.range?.start ?? 0;
  const text = `${summaryOf(error)}.`;
  if (known.code === "limit_exceeded")
    return new CelFault("CEL_TOO_LARGE", offset, text, "Split the rule in two.");
  const unknown = /^Unknown variable: (.+)$/.exec(known.summary ?? "")?.[1];
  if (unknown !== undefined)
    return new CelFault("CEL_TYPE", offset, `There is no variable ${unknown}.`, suggest(unknown, VARIABLES));
  if (known.name === "ParseError") return new CelFault("CEL_SYNTAX", offset, text, "Write a CEL expression.");
  return new CelFault("CEL_TYPE", offset, text, "Both sides have to be of types that the operation takes.");
}

function summaryOf(error: unknown): string {
  const summary = (error as LibraryError | null)?.summary;
  if (typeof summary === "string") return summary;
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "It failed") : "It failed";
}
