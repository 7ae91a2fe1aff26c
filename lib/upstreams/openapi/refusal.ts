import { DomainError } from "../../platform/errors";

/** A text that is no document we can use. */
export function unusable(pointer: string, detail: string, cause?: unknown): DomainError {
  const at = pointer === "" ? "" : `${pointer}: `;
  return new DomainError("INVALID_INPUT", `The OpenAPI document cannot be used. ${at}${detail}`, {
    faults: [{ pointer, detail }],
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Why one operation cannot be offered. Caught where operations are read; it never leaves this folder. */
export class OperationFault extends Error {}
