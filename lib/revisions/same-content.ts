import type { PolicyRevision } from "../platform/db";
import { DomainError } from "../platform/errors";

/**
 * Holds a step to the content that its person looked at.
 * @throws DomainError CONFLICT where the revision says something else by now
 */
export function requireSameContent(row: PolicyRevision, seen: { hash: string; testsHash?: string }): void {
  const changed =
    row.hash !== seen.hash
      ? "policy"
      : seen.testsHash !== undefined && row.testsHash !== seen.testsHash
        ? "tests"
        : null;
  if (changed === null) return;
  const is = changed === "policy" ? (row.hash ?? "not a policy") : row.testsHash;
  throw new DomainError(
    "CONFLICT",
    `The ${changed} of revision ${row.number} changed since you read it: it is ${is.slice(0, 12)} now. Load it again and read what changed.`,
  );
}
