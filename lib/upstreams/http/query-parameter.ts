import type { Json } from "../../platform/json";
import { argumentFault } from "./argument-fault";
import { encode, flat, inTurn, row, type Serialized } from "./serialize";

const SEPARATORS: Record<string, string> = { spaceDelimited: " ", pipeDelimited: "|" };

/**
 * A query parameter's `name=value` pairs, encoded.
 * @param taken names of the operation's other query parameters: an exploded object must not say these
 * @throws UpstreamError
 */
export function queryPairs(parameter: Serialized, value: Json, taken: ReadonlySet<string>): string[] {
  const { argument, name, style, explode } = parameter;
  const said = flat(value, argument);
  const own = encode(name);
  if (said.kind === "scalar") return [`${own}=${encode(said.text)}`];
  if (said.kind === "list") {
    if (explode || said.items.length === 0) return said.items.map((item) => `${own}=${encode(item)}`);
    return [`${own}=${row(said.items, SEPARATORS[style] ?? ",", argument)}`];
  }
  if (style === "deepObject") {
    return said.entries.map(([key, inner]) => {
      if (/[[\]]/.test(key)) throw argumentFault(argument, "the name of one of its parts holds brackets.");
      return `${encode(`${name}[${key}]`)}=${encode(inner)}`;
    });
  }
  if (!explode) {
    if (said.entries.length === 0) return [];
    return [`${own}=${row(inTurn(said.entries), SEPARATORS[style] ?? ",", argument)}`];
  }
  return said.entries.map(([key, inner]) => {
    // "page[size]" and "page" are one parameter to many servers.
    const first = key.split("[")[0] ?? key;
    if (taken.has(key) || taken.has(first))
      throw argumentFault(argument, `its part "${key.slice(0, 80)}" has the name of another parameter.`);
    return `${encode(key)}=${encode(inner)}`;
  });
}
