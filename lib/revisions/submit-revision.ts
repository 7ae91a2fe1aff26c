import { measureImpact, type ImpactReport } from "../impact";
import { requirePermission, type Ctx } from "../platform/ctx";
import { withTenant, type PolicyRevision, type Prisma } from "../platform/db";
import { DomainError } from "../platform/errors";
import { checkPolicy, type Catalog, type CheckReport } from "../policy";
import { catalogOf } from "./catalog";
import { compareWith } from "./comparing";
import { compiledOnce } from "./compiled-once";
import { demand, mayDo } from "./may-do";
import { actorId, loadRevision, onRevision, takeStep } from "./on-revision";
import { parseInput } from "./parse";
import { publishedRevision, readFacts } from "./read-facts";
import { SubmitInput } from "./schemas";
import type { StepTaken, StoredDiff } from "./types";

const IMPACT_DAYS = 7;

type Judged = { check: CheckReport; diff: StoredDiff; impact: ImpactReport; loosens: boolean };

/**
 * Puts a draft before its reviewers, with what they need to judge it: the gates' report, the comparison with the
 * revision in force, and what it would have decided in the last seven days. One that loosens anything needs a reason.
 * @throws DomainError FORBIDDEN, NOT_FOUND, CONFLICT (state, or saved meanwhile), INVALID_INPUT with every finding
 *   of the gates, or where the reason is missing
 */
export async function submitRevision(ctx: Ctx, input: SubmitInput): Promise<StepTaken> {
  requirePermission(ctx, "policy.edit");
  const { id, version, looseningReason } = parseInput(SubmitInput, input);
  const judged = await judge(ctx, id, version);
  if (judged.loosens && looseningReason === "") throw reasonMissing();
  return onRevision(ctx, { id, verb: "submit" }, (tx, row) => {
    requireVersion(row, version);
    const { check, diff, impact, loosens } = judged;
    return takeStep(tx, ctx, row, {
      event: "submit",
      action: "policy.submitted",
      details: { loosens, looseningReason, comparedWith: diff.against },
      data: {
        ...{ submittedById: actorId(ctx), submittedAt: new Date() },
        ...{ loosens, looseningReason: loosens ? looseningReason : "" },
        ...{ checkReport: stored(check), semanticDiff: stored(diff), impactReport: stored(impact) },
      },
    });
  });
}

/** Outside of the transaction that submits: replaying a week can take seconds, and `version` holds the content. */
async function judge(ctx: Ctx, id: string, version: number): Promise<Judged> {
  const { row, catalog, coverageFloor, published } = await withTenant(ctx.tenantId, async (tx) => {
    const found = await loadRevision(tx, ctx.tenantId, id);
    const facts = await readFacts(tx, ctx, found);
    const answer = mayDo(ctx, facts).submit;
    // A text that is no policy is refused below, with the findings.
    if (answer.ok || answer.code !== "INVALID_INPUT") demand(answer);
    requireVersion(found, version);
    return {
      row: found,
      catalog: await catalogOf(tx, ctx),
      coverageFloor: facts.settings.coverageFloor,
      published: await publishedRevision(tx, ctx.tenantId),
    };
  });
  const check = passing(row, catalog, coverageFloor);
  const diff = compareWith(published, compiledOnce(row.document), catalog);
  const impact = await measureImpact(ctx, { document: row.document, days: IMPACT_DAYS });
  return { check, diff, impact, loosens: diff.loosens || flipsLoosen(impact, published) };
}

function passing({ document, tests }: PolicyRevision, catalog: Catalog, coverageFloor: number): CheckReport {
  const report = checkPolicy({ document, tests, catalog, coverageFloor });
  if (report.ok) return report;
  const faults = report.findings
    .filter(({ severity }) => severity === "error")
    .map(({ source, line, column, message, fix }, index) => ({
      // One each, so that a form can show all of them.
      pointer: `/${source}/${index}`,
      detail: `Line ${line}, column ${column}: ${message} ${fix}`,
    }));
  const failed = report.gates.filter(({ status }) => status === "failed").map(({ id }) => id);
  throw new DomainError("INVALID_INPUT", `These checks have to pass first: ${failed.join(", ")}.`, {
    faults,
  });
}

/**
 * Real calls that would be let through now and weren't. Only beside the revision in force: calls that an older
 * one decided tell of changes that were approved already.
 */
function flipsLoosen(impact: ImpactReport, published: PolicyRevision | null): boolean {
  return impact.loosening > 0 && impact.baselineRevisionIds.every((id) => id === published?.id);
}

function requireVersion({ number, version }: PolicyRevision, expected: number): void {
  if (version === expected) return;
  throw new DomainError(
    "CONFLICT",
    `Revision ${number} was saved since you loaded it. Load it again, and submit what it says now.`,
  );
}

function reasonMissing(): DomainError {
  const detail = "This allows more than what is in force. Write why, so that its reviewers can judge it.";
  return new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/looseningReason", detail }] });
}

/** What a JSON column takes: plain JSON, without absent members. */
function stored(report: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(report)) as Prisma.InputJsonObject; // safe: an object was written
}
