/** What one error of a chain says of itself. */
export type Cause = {
  /** SQLSTATE, Node's code or Prisma's. */
  codes: readonly string[];
  /** What Prisma's adapter made of it, where it kept no code. */
  kind: string;
  /** Of errors alone: what the database said as a plain object is known by its code. */
  message: string;
};

type Link = {
  code?: unknown;
  originalCode?: unknown;
  kind?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown } | null;
};

/**
 * An error and what is behind it, each once: the chain of its causes, and what Prisma's driver adapter hands on beside
 * that chain, which may be all that holds what the server said ("the database system is starting up").
 */
export function* causes(error: unknown): Generator<Cause> {
  const links = new Set([error]);
  for (const link of links) {
    if (typeof link !== "object" || link === null) continue;
    const { code, originalCode, kind, cause, meta }: Link = link;
    yield {
      codes: [code, originalCode].filter((it) => typeof it === "string"),
      kind: typeof kind === "string" ? kind : "",
      message: link instanceof Error ? link.message : "",
    };
    links.add(cause).add(meta?.driverAdapterError);
  }
}
