import { DomainError } from "../../platform/errors";

/** Why nothing can be proposed, as a person reads it. */
export function none(sentence: string): DomainError {
  return new DomainError("CONFLICT", sentence);
}
