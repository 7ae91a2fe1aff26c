import type { Json } from "../../platform/json";
import { argumentFault } from "./argument-fault";
import { encode, flat, inTurn, row, type Flat, type Serialized } from "./serialize";

/**
 * A path parameter's text. A value stays inside its segment: what a server further on could read as a step up, as
 * another segment or as the end of the path is refused or encoded.
 * @throws UpstreamError
 */
export function pathText(parameter: Serialized, value: Json): string {
  const { argument } = parameter;
  const said = flat(value, argument);
  for (const part of parts(said)) assertHarmless(part, argument);
  const text = styled(parameter, said);
  if (text === "") throw argumentFault(argument, "a part of a path cannot be empty.");
  return text;
}

function parts(said: Flat): string[] {
  if (said.kind === "scalar") return [said.text];
  return said.kind === "list" ? said.items : inTurn(said.entries);
}

function assertHarmless(text: string, argument: string): void {
  if (/\p{Cc}/u.test(text)) throw argumentFault(argument, "it holds control characters.");
  // As it is, and as a server that decodes twice or three times would read it.
  let read = text;
  for (let time = 0; time < 3; time++) {
    if (read.split(/[/\\]/).some((step) => /^\.{1,2}(;.*)?$/.test(step)))
      throw argumentFault(argument, "it holds a step upwards (. or ..).");
    read = decoded(read);
  }
}

function decoded(text: string): string {
  return text.replace(/%(2e|2f|5c|25)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function styled(parameter: Serialized, said: Flat): string {
  const { style, name, explode, argument } = parameter;
  if (style === "label") return `.${joined(said, explode ? "." : ",", explode, argument)}`;
  if (style === "matrix") return matrix(encode(name), said, explode, argument);
  return joined(said, ",", explode, argument);
}

function joined(said: Flat, separator: string, explode: boolean, argument: string): string {
  if (said.kind === "scalar") return encode(said.text);
  if (said.kind === "list") return dotted(said.items, separator, argument);
  if (!explode) return row(inTurn(said.entries), ",", argument);
  assertSeparate(said.entries, argument);
  return dotted(
    said.entries.map(([key, value]) => `${key}=${value}`),
    separator,
    argument,
  ).replaceAll("%3D", "=");
}

/** A dot is not encoded, so it separates only what has none. */
function dotted(items: readonly string[], separator: string, argument: string): string {
  if (separator !== ".") return row(items, separator, argument);
  if (items.length > 1 && items.some((item) => item.includes(".")))
    throw argumentFault(argument, 'one of its items holds what separates them (".").');
  return items.map(encode).join(".");
}

function matrix(name: string, said: Flat, explode: boolean, argument: string): string {
  if (said.kind === "scalar") return said.text === "" ? `;${name}` : `;${name}=${encode(said.text)}`;
  if (said.kind === "list") {
    if (explode) return said.items.map((item) => `;${name}=${encode(item)}`).join("");
    return `;${name}=${row(said.items, ",", argument)}`;
  }
  if (!explode) return `;${name}=${row(inTurn(said.entries), ",", argument)}`;
  return said.entries.map(([key, value]) => `;${encode(key)}=${encode(value)}`).join("");
}

function assertSeparate(entries: readonly [string, string][], argument: string): void {
  if (entries.some(([key, value]) => key.includes("=") || value.includes("=")))
    throw argumentFault(argument, 'one of its parts holds what separates them ("=").');
}
