import { testOfCall } from "../impact";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import { DomainError } from "../platform/errors";
import { appendTest, PolicyError } from "../policy";
import { loadRevision } from "./on-revision";
import { parseInput } from "./parse";
import { saveDraft } from "./save-draft";
import { AddTestsInput } from "./schemas";

export type TestsAdded = { version: number; added: number; auditId: string };

/**
 * Turns stored calls into tests of a draft, each of which expects what the draft answers now, and saves it.
 * @throws DomainError as {@link saveDraft} and testOfCall, and CONFLICT where it was saved since `version` was
 * loaded or its tests can't be read
 */
export async function addTestsOfCalls(ctx: Ctx, input: AddTestsInput): Promise<TestsAdded> {
  requirePermission(ctx, "policy.edit");
  const { id, version, callIds } = parseInput(AddTestsInput, input);
  const row = await withTenant(ctx.tenantId, (tx) => loadRevision(tx, ctx.tenantId, id));
  let tests = row.tests;
  for (const callId of callIds)
    tests = append(tests, await testOfCall(ctx, { document: row.document, callId }));
  const { title, document } = row;
  const answer = await saveDraft(ctx, { id, version, title, document, tests });
  if (!answer.saved)
    throw new DomainError(
      "CONFLICT",
      `Revision ${row.number} was saved since you loaded it. Load it again; no test was added.`,
    );
  return { version: answer.version, added: callIds.length, auditId: answer.auditId };
}

function append(tests: string, test: string): string {
  try {
    return appendTest(tests, test);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new DomainError("CONFLICT", `The tests can't be read, so none was added. ${error.message}`);
  }
}
