import type { Ctx } from "../platform/ctx";
import type { PolicyRevision, Tx } from "../platform/db";
import { DomainError } from "../platform/errors";
import { parseTests, runTests, type Catalog } from "../policy";
import { deploy, undeploy } from "./deploy";
import { inForce } from "./in-force";
import type { DrillStep } from "./types";

type Expected = Pick<PolicyRevision, "id" | "number" | "hash" | "tests">;

/** Where a drill takes place: the last stop before production, and nobody's production. */
export const STAGE = "staging";

/**
 * The rehearsal in staging: the candidate goes in, what was there before comes back (or nothing, where there was
 * nothing), and the candidate goes in again. After each change what is in force then is read as a gateway reads it:
 * its signature and hash hold, it is the one that should be there, and it passes its own tests. It stops at the first
 * step that doesn't hold, and puts back what was there.
 */
export async function rehearse(
  tx: Tx,
  ctx: Ctx,
  candidate: Expected,
  before: Expected | null,
  catalog: Catalog,
): Promise<DrillStep[]> {
  const enter = async (kind: "drill" | "rollback", revision: Expected | null) =>
    revision
      ? void (await deploy(tx, ctx, { environment: STAGE, revisionId: revision.id, kind, reason: REASON }))
      : undeploy(tx, ctx, STAGE);
  const plan = [
    { name: `Revision ${candidate.number} goes in`, kind: "drill", revision: candidate },
    {
      name: before ? `Back to revision ${before.number}` : "Back to nothing",
      kind: "rollback",
      revision: before,
    },
    { name: `Revision ${candidate.number} goes in again`, kind: "drill", revision: candidate },
  ] as const;
  const steps: DrillStep[] = [];
  for (const { name, kind, revision } of plan) {
    await enter(kind, revision);
    const step = { name, ...(await inspect(tx, ctx, revision, catalog)) };
    steps.push(step);
    if (step.passed) continue;
    await enter("rollback", before);
    break;
  }
  return steps;
}

const REASON = "Rollback drill";

async function inspect(
  tx: Tx,
  ctx: Ctx,
  expected: Expected | null,
  catalog: Catalog,
): Promise<Omit<DrillStep, "name">> {
  const found = (await inForce(tx, ctx.tenantId)).get(STAGE);
  if (!expected || !found)
    return expected || found
      ? failed("What is in force is not what was put there.")
      : { passed: true, detail: "Nothing is in force, as before." };
  if ("problem" in found) return failed(found.problem);
  if (found.revisionId !== expected.id || found.hash !== expected.hash)
    return failed(`Revision ${found.number} with the hash ${found.hash.slice(0, 12)} is in force instead.`);
  try {
    const { results, passed } = runTests(found.compiled, parseTests(found.tests), catalog);
    const first = results.find(({ status }) => status !== "passed");
    const counted = `${passed} of ${results.length} tests pass`;
    const holds = `Signature and hash ${found.hash.slice(0, 12)} hold`;
    return first
      ? failed(`${counted}. "${first.name}": ${first.message ?? "it failed."}`)
      : { passed: true, detail: `${holds}; ${results.length === 0 ? "it has no tests" : counted}.` };
  } catch (error) {
    if (error instanceof DomainError) return failed(`Its tests cannot be read. ${error.message}`);
    throw error;
  }
}

function failed(detail: string): Omit<DrillStep, "name"> {
  return { passed: false, detail };
}
