/** What PostgreSQL or the client said, by code; a message alone says nothing that lasts. */
export type Refusal = { code: string; message: string };

type ClientError = Error & {
  code?: string;
  meta?: { driverAdapterError?: { cause?: { originalCode?: string; originalMessage?: string } } };
};

/** The database's own code where there is one, else the client's. */
export function refusalOf(error: unknown): Refusal {
  const { code, message, meta, name } = error as ClientError;
  const cause = meta?.driverAdapterError?.cause;
  const said = cause?.originalMessage ?? message.trim().split("\n").at(-1) ?? "";
  return { code: cause?.originalCode ?? code ?? name, message: said };
}

const RECORD_NOT_FOUND = /^P20(25|18|17|15)$/;

const BY_RIGHTS = /row-level security|^permission denied/;

/** Refused because it is another tenant's, or because nobody may. */
export function isRefusal({ code, message }: Refusal): boolean {
  return RECORD_NOT_FOUND.test(code) || (code === "42501" && BY_RIGHTS.test(message));
}

/** There is no tenant: `current_setting` without its value, and the cast of the empty one that a pooled connection has. */
export function isTenantless({ code }: Pick<Refusal, "code">): boolean {
  return code === "42704" || code === "22P02";
}

/** Refused to its owner too: the privilege was never granted. */
export function isUngranted({ code, message }: Refusal): boolean {
  return code === "42501" && message.startsWith("permission denied");
}

/** Refused by a constraint, or by a trigger that keeps the row as it is: whoever gets this far reached it. */
export function reachedRow({ code, message }: Refusal): boolean {
  const constraint = code.startsWith("23") || /^P20(02|03|04|14)$/.test(code);
  return constraint || (code === "42501" && !BY_RIGHTS.test(message));
}
