import { DomainError } from "../platform/errors";
import type { BulkResult, Decided } from "./types";

/** So many at a time, that a big set neither takes for ever nor all of the process's connections. */
const AT_ONCE = 4;

/** Decides each in a transaction of its own; one that is refused leaves the others as they are. */
export async function eachOnItsOwn(
  approvalIds: readonly string[],
  decide: (approvalId: string) => Promise<Decided>,
): Promise<BulkResult[]> {
  const ids = [...new Set(approvalIds)];
  const results: BulkResult[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE)
    results.push(...(await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => one(id, decide)))));
  return results;
}

/** What of the time before all of them each one had; unmeasured stays so. */
export function dwellOfEach(approvalIds: readonly string[], dwellMs: number | undefined): number | undefined {
  return dwellMs === undefined ? undefined : Math.floor(dwellMs / new Set(approvalIds).size);
}

async function one(
  approvalId: string,
  decide: (approvalId: string) => Promise<Decided>,
): Promise<BulkResult> {
  try {
    const { status, auditId } = await decide(approvalId);
    return { approvalId, ok: true, status, auditId };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { approvalId, ok: false, code: error.code, message: error.message };
  }
}
