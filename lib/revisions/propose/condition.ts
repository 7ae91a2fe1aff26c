import { isObject, type Json, type JsonObject } from "../../platform/json";
import { celText, member } from "./cel-text";
import { textClauses } from "./texts";

/** Why no condition can be derived; the sentence is for people. */
export class NotDerivable extends Error {}

const MAX_KEYS = 30;
const MAX_DEPTH = 6;

/**
 * The condition that exactly the calls like these fulfil: the same fields, numbers within those that occurred, texts
 * out of those that occurred or made like them. What the calls do not show is not let through.
 * @throws NotDerivable
 */
export function conditionOf(samples: readonly JsonObject[]): string {
  return membersClauses("args", samples, 0).join(" &&\n");
}

/** Of an object: no other members, and each as it was. */
function membersClauses(at: string, objects: readonly JsonObject[], depth: number): string[] {
  const keys = [...new Set(objects.flatMap((each) => Object.keys(each)))].toSorted();
  if (keys.length > MAX_KEYS)
    throw new NotDerivable(`The calls differ too much: ${at} has more than ${MAX_KEYS} different fields.`);
  if (keys.length === 0) return [`size(${at}) == 0`];
  const name = variable(depth);
  const only = `${at}.all(${name}, ${name} in [${keys.map(celText).join(", ")}])`;
  const members = keys.map((key) => {
    const given = objects.filter((each) => Object.hasOwn(each, key));
    const clauses = valueClauses(
      member(at, key),
      given.map((each) => each[key] as Json),
      depth + 1,
    );
    const there = `${celText(key)} in ${at}`;
    return given.length === objects.length ? and([there, ...clauses]) : `(!(${there}) || ${and(clauses)})`;
  });
  return [only, ...members];
}

function valueClauses(at: string, values: readonly Json[], depth: number): string[] {
  if (depth > MAX_DEPTH) throw new NotDerivable(`The arguments are nested too deeply at ${at}.`);
  const kinds = new Set(values.map(kindOf));
  const [kind] = kinds;
  if (kinds.size > 1)
    throw new NotDerivable(`The calls differ too much: ${at} is ${[...kinds].toSorted().join(" or ")}.`);
  switch (kind) {
    case "a number":
      return numberClauses(at, values as number[]); // safe because each of them is a number
    case "a text":
      return textClauses(at, values as string[]);
    case "true or false": {
      const [only, other] = new Set(values as boolean[]);
      return [other === undefined ? `${at} == ${String(only)}` : `type(${at}) == bool`];
    }
    case "a list":
      return listClauses(at, values as Json[][], depth);
    case "an object":
      return [`type(${at}) == map`, ...membersClauses(at, values as JsonObject[], depth)];
    default:
      return [`${at} == null`];
  }
}

function numberClauses(at: string, values: readonly number[]): string[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return [`${at} == ${numberText(low)}`];
  return [`type(${at}) == double`, `${at} >= ${numberText(low)}`, `${at} <= ${numberText(high)}`];
}

/** As a double where an integer would not be the number that JSON carried. */
function numberText(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

function listClauses(at: string, lists: readonly (readonly Json[])[], depth: number): string[] {
  const longest = Math.max(...lists.map((list) => list.length));
  const clauses = [`type(${at}) == list`, `size(${at}) <= ${longest}`];
  if (longest === 0) return clauses;
  const name = variable(depth);
  const items = valueClauses(name, lists.flat(), depth + 1);
  return [...clauses, `${at}.all(${name}, ${items.join(" && ")})`];
}

/** Each level has a name of its own, so that none hides another. */
function variable(depth: number): string {
  return `v${depth}`;
}

function and(clauses: readonly string[]): string {
  return clauses.length === 1 ? (clauses[0] ?? "") : `(${clauses.join(" && ")})`;
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  if (typeof value === "number") return "a number";
  return typeof value === "string" ? "a text" : "true or false";
}
