import { outbound, OutboundError, type Lookup, type OutboundRefusal } from "../../../lib/outbound";
import type { Sink } from "./sink";

/** What is not refused by then was let through. */
const PATIENCE_MS = 3_000;

export type Way = {
  names?: Lookup;
  allow?: readonly string[];
  /** The refusals that are right; any where it is absent. */
  right?: (refusal: OutboundRefusal) => boolean;
};

/** What is wrong where a fetch of this address is not refused by us, or connects. */
export async function faultOf(
  sink: Sink,
  url: string,
  { names, allow = [], right = () => true }: Way,
): Promise<string | null> {
  sink.reset();
  const { fetch, close } = outbound({ allow }, names);
  try {
    const got = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      ({ status }) => `HTTP ${status}`,
      (error: Error) => error,
    );
    if (sink.connects() > 0) return `${JSON.stringify(url)}: it connected`;
    if (typeof got === "string") return `${JSON.stringify(url)}: ${got}`;
    if (got instanceof OutboundError)
      return right(got.refusal) ? null : `${JSON.stringify(url)}: refused as ${got.refusal}`;
    // A name that nobody knows leads nowhere either.
    return unknownName(got) ? null : `${JSON.stringify(url)}: ${String(got.cause ?? got)}`;
  } finally {
    await close();
  }
}

function unknownName(error: Error): boolean {
  const cause: unknown = error.cause;
  return (
    cause instanceof Error && "code" in cause && /^(ENOTFOUND|EAI_AGAIN|ENODATA)$/.test(String(cause.code))
  );
}
