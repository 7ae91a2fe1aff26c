import { OperationFault } from "./refusal";
import { quoted } from "./words";

const MAX_PATH = 1_000;
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** The names in a path template. @throws OperationFault where the path is none that can be called */
export function placeholders(path: string): string[] {
  if (!path.startsWith("/") || path.startsWith("//"))
    throw new OperationFault("Its path does not start with one slash.");
  if (path.length > MAX_PATH) throw new OperationFault("Its path is too long.");
  // What a browser's or server's reading of an address would turn into something else.
  if (/[?#\\\s\p{Cc}]/u.test(path))
    throw new OperationFault("Its path holds characters that are not of a path.");
  const names = [...path.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
  const fixed = path.replace(PLACEHOLDER, "x");
  if (/[{}]/.test(fixed)) throw new OperationFault("Its path has a brace without a partner.");
  if (fixed.split("/").some(isDots)) throw new OperationFault("Its path leads upwards.");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new OperationFault(`Its path has ${quoted(twice)} twice.`);
  return names;
}

const isDots = (segment: string) => /^(\.|%2e){1,2}$/i.test(segment);
