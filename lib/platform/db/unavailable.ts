import { DomainError } from "../errors";
import { causes } from "./causes";

/**
 * Node socket errors, SQLSTATE classes 08, 53 (no disk, memory or connection left) and 57P, 57014 (a statement out of
 * time), 25006 (a server that only reads, as after a failover), and Prisma's own codes for "could not reach or use it".
 */
const DOWN =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08...|57P0[123]|57014|53...|25006|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** What Prisma's adapter makes of a socket's errors, without their codes (MappedError in driver-adapter-utils). */
const DOWN_KIND =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TlsConnectionError)$/;
const DOWN_MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|Can't reach database server|Unable to start a transaction/i;

/** True where the database could not be asked, as opposed to having said no. */
export function isUnavailable(error: unknown): boolean {
  for (const { codes, kind, message } of causes(error))
    if (codes.some((code) => DOWN.test(code)) || DOWN_KIND.test(kind) || DOWN_MESSAGE.test(message))
      return true;
  return false;
}

/** The refusal for it: nothing was recorded, so nothing may run. */
export function unavailable(cause: unknown): DomainError {
  return new DomainError(
    "UNAVAILABLE",
    "The database cannot be reached, or can record nothing. Nothing was executed; try again shortly.",
    { cause },
  );
}
