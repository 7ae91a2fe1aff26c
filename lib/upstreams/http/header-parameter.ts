import type { Json } from "../../platform/json";
import { argumentFault } from "./argument-fault";
import { settableHeader } from "./reserved-headers";
import { flat, inTurn, type Serialized } from "./serialize";

const MAX_HEADER = 8_192;

/** A header's text, which is never encoded: what would not stay on its line is refused. @throws UpstreamError */
export function headerText({ argument, name, explode }: Serialized, value: Json): string {
  if (!settableHeader(name)) throw argumentFault(argument, "this header is not an argument's to set.");
  const said = flat(value, argument);
  const items =
    said.kind === "scalar"
      ? []
      : said.kind === "list"
        ? said.items
        : said.entries.map((one) => one.join("="));
  const parts = said.kind === "map" && !explode ? inTurn(said.entries) : items;
  if (parts.length > 1 && parts.some((part) => part.includes(",")))
    throw argumentFault(argument, 'one of its items holds what separates them (",").');
  const text = said.kind === "scalar" ? said.text : parts.join(",");
  if (!/^[\t\x20-\x7e]*$/.test(text)) throw argumentFault(argument, "a header has printable ASCII only.");
  if (text.length > MAX_HEADER) throw argumentFault(argument, "it is too long for a header.");
  return text;
}
