import { DomainError } from "../errors";

/** Node socket errors, SQLSTATE classes 08 and 57P, and Prisma's own codes for "could not reach or use the server". */
const DOWN =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08...|57P0[123]|53300|P1001|P1002|P1008|P1017|P2024|P2028)$/;
const DOWN_MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|Can't reach database server|Unable to start a transaction/i;

/** True where the database could not be asked, as opposed to having said no. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return DOWN.test(code) || DOWN_MESSAGE.test(error.message) || isUnavailable(error.cause);
}

/** The refusal for it: nothing was recorded, so nothing may run. */
export function unavailable(cause: unknown): DomainError {
  return new DomainError(
    "UNAVAILABLE",
    "The database cannot be reached. Nothing was executed; try again shortly.",
    { cause },
  );
}
