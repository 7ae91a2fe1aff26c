import type { HttpParameter } from "../../capabilities/types";
import { isObject, type Json, type JsonObject } from "../../platform/json";
import { settableHeader } from "../http/reserved-headers";
import type { Findings } from "./findings";
import { follow, type Found } from "./pointer";
import { OperationFault } from "./refusal";
import { quoted, text } from "./words";

export type Place = HttpParameter["in"];
/** A parameter as the document describes it, its defaults settled. */
export type Parameter = Omit<HttpParameter, "argument"> & {
  required: boolean;
  schema: Found;
  description: string;
};

const STYLES: Record<Place, readonly HttpParameter["style"][]> = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
};
/** The specification wants these three ignored: they are said elsewhere in the document. */
const SAID_ELSEWHERE = new Set(["accept", "content-type", "authorization"]);
const MAX_PARAMETERS = 200;
/** With its place before it and a number behind, it is still a name that the registry takes. */
const MAX_NAME = 100;

export type ParameterSource = {
  root: JsonObject;
  findings: Findings;
  /** `in` and lower-case name of what the security schemes carry: a credential's business. */
  credentials: ReadonlySet<string>;
  /** How many parameters may still be read: operations that share a long list read it each. */
  budget: { parameters: number };
};

/**
 * The parameters of an operation; its own take the place of its path's. What cannot be sent is left out with a
 * finding, or is the operation's fault where it is required.
 * @throws OperationFault
 */
export function readParameters(source: ParameterSource, lists: readonly Found[]): Parameter[] {
  const all = new Map<string, Parameter | null>();
  for (const { value, pointer } of lists) {
    const own = new Set<string>();
    const items = listed(value);
    source.budget.parameters -= items.length;
    if (source.budget.parameters < 0)
      throw new OperationFault("The document has too many parameters in all.");
    for (const [index, item] of items.entries()) {
      const found = follow(source.root, item, `${pointer}/${index}`);
      const { key, parameter } = readOne(source, found);
      if (own.has(key)) throw new OperationFault(`It describes the parameter ${quoted(key)} twice.`);
      own.add(key);
      all.set(key, parameter);
    }
  }
  return [...all.values()].filter((parameter) => parameter !== null);
}

function listed(value: Json): Json[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.length <= MAX_PARAMETERS) return value;
  if (Array.isArray(value)) throw new OperationFault(`It has more than ${MAX_PARAMETERS} parameters.`);
  throw new OperationFault("Its parameters are no list.");
}

function readOne(
  source: ParameterSource,
  { value, pointer }: Found,
): { key: string; parameter: Parameter | null } {
  if (!isObject(value) || typeof value.name !== "string" || typeof value.in !== "string")
    throw new OperationFault("One of its parameters has no name or no place.");
  const { name, in: place } = value;
  const key = `${place} ${place === "header" ? name.toLowerCase() : name}`;
  const left = (why: string) => {
    source.findings.add(pointer, `${why} It is left out.`);
    return { key, parameter: null };
  };
  if (place === "header" && SAID_ELSEWHERE.has(name.toLowerCase())) return { key, parameter: null };
  if (source.credentials.has(`${place} ${name.toLowerCase()}`))
    return left(`${quoted(name)} carries a credential, which is never an argument.`);
  const required = place === "path" || value.required === true;
  const fault = placeFault(name, place) ?? contentFault(value);
  if (fault === null)
    return { key, parameter: parameterOf(value, { name, place: place as Place, required, pointer }) }; // safe: placeFault knows the three
  // Ours are sent with every call, whatever the document thinks of them.
  if (required && !(place === "header" && isOurs(name))) throw new OperationFault(fault);
  return left(fault);
}

const isOurs = (name: string) =>
  /^(idempotency-key|traceparent|tracestate|user-agent|content-length|host)$/i.test(name);

function placeFault(name: string, place: string): string | null {
  if (place === "cookie") return `The parameter ${quoted(name)} is a cookie; no cookies are sent.`;
  if (place !== "path" && place !== "query" && place !== "header")
    return `The parameter ${quoted(name)} has the place ${quoted(place)}, which there is not.`;
  if (name === "" || name.length > MAX_NAME || /[\p{Cc}\p{Cf}]/u.test(name))
    return `The parameter ${quoted(name)} has a name that cannot be sent.`;
  if (name === "constructor" || name === "prototype")
    return `A parameter with the name ${quoted(name)} cannot be an argument.`;
  if (place === "header" && !settableHeader(name))
    return `The header ${quoted(name)} is not an argument's to set.`;
  return null;
}

function contentFault(value: JsonObject): string | null {
  if (value.schema !== undefined || value.content === undefined) return null;
  return `The parameter ${quoted(value.name)} is a document of its own (content), which is not supported.`;
}

function parameterOf(
  value: JsonObject,
  at: { name: string; place: Place; required: boolean; pointer: string },
): Parameter {
  const { name, place, required, pointer } = at;
  const styles = STYLES[place];
  const style = value.style === undefined ? styles[0] : styles.find((one) => one === value.style);
  if (style === undefined)
    throw new OperationFault(`The parameter ${quoted(name)} has a style that is not for a ${place}.`);
  return {
    name,
    in: place,
    style,
    explode: typeof value.explode === "boolean" ? value.explode : style === "form",
    required,
    schema: { value: value.schema ?? {}, pointer: `${pointer}/schema` },
    description: text(value.description, 1_000),
  };
}

export type Argument = Parameter & { argument: string };

/** Each parameter under a name of its own: its own, or where two have the same, with its place before it. */
export function asArguments(parameters: readonly Parameter[], hasBody: boolean): Argument[] {
  const taken = new Set(hasBody ? ["body"] : []);
  const inOrder = (["path", "query", "header"] as const).flatMap((place) =>
    parameters.filter((one) => one.in === place),
  );
  return inOrder.map((parameter) => {
    const argument = freeName(parameter, taken);
    taken.add(argument);
    return { ...parameter, argument };
  });
}

function freeName({ name, in: place }: Parameter, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const placed = `${place}_${name}`;
  if (!taken.has(placed)) return placed;
  for (let number = 2; ; number++) if (!taken.has(`${placed}_${number}`)) return `${placed}_${number}`;
}
