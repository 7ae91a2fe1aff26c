import { DomainError } from "../errors";
import { causes } from "./causes";

/** SQLSTATE: a byte that is no character here (NUL), and an escape in JSON that is none. */
const NOT_TEXT = ["22021", "22P05"];

/** True where a text holds what PostgreSQL has no place for. JSON and JavaScript know such texts, so anybody can send one. */
export function isUnstorable(error: unknown): boolean {
  for (const { codes } of causes(error)) if (codes.some((code) => NOT_TEXT.includes(code))) return true;
  return false;
}

/** The refusal for it. Which text it was, the database doesn't say. */
export function unstorable(cause: unknown): DomainError {
  const detail =
    "A text holds a NUL character (U+0000) or half of a surrogate pair, which cannot be kept. Remove it.";
  return new DomainError("INVALID_INPUT", detail, { cause });
}
