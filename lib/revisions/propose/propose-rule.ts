import { approvedSamples, type RuleCandidate } from "../../approvals";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { DomainError } from "../../platform/errors";
import { catalogOf } from "../catalog";
import { insertDraft } from "../create-draft";
import { parseInput } from "../parse";
import type { StepTaken, Verdict } from "../types";
import { buildProposal, type BuiltProposal } from "./build";
import { none } from "./none";
import { ProposeRuleInput } from "./schemas";

export type RuleProposed = StepTaken & Pick<BuiltProposal, "contradicted">;

/** What the page shows of a rule that could be proposed: its condition, or why there is none. */
export type RuleProposal = RuleCandidate & { condition: string | null; may: Verdict };

/**
 * Begins a draft of the policy in force with one rule more: what people approved nearly every time runs without
 * asking, within what they approved. It goes the way of every draft: tests, review, publishing.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, CONFLICT with the sentence that says why there is nothing to propose
 */
export async function proposeRule(ctx: Ctx, input: ProposeRuleInput): Promise<RuleProposed> {
  requirePermission(ctx, "policy.edit");
  const { published, built } = await propose(ctx, parseInput(ProposeRuleInput, input));
  const { title, document, tests, contradicted } = built;
  const source = { title, document, tests, origin: "approvals", baseId: published.id };
  return { ...(await insertDraft(ctx, "", source)), contradicted };
}

/**
 * Which candidates could become a draft now, worked out as {@link proposeRule} would.
 * @throws DomainError FORBIDDEN
 */
export async function listProposals(
  ctx: Ctx,
  input: { days: ProposeRuleInput["days"]; candidates: readonly RuleCandidate[] },
): Promise<RuleProposal[]> {
  requirePermission(ctx, "policy.read");
  const proposals: RuleProposal[] = [];
  for (const candidate of input.candidates.slice(0, MOST)) {
    const { ruleId, capability, agent } = candidate;
    try {
      const key = parseInput(ProposeRuleInput, { days: input.days, ruleId, capability, agent });
      const { built } = await propose(ctx, key);
      proposals.push({ ...candidate, condition: built.rule.when ?? null, may: { ok: true } });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "CONFLICT") throw error;
      proposals.push({ ...candidate, condition: null, may: { ok: false, why: error.message } });
    }
  }
  return proposals;
}

/** Each of them reads some hundred requests. */
const MOST = 10;

async function propose(ctx: Ctx, key: ReturnType<typeof ProposeRuleInput.parse>) {
  const given = await approvedSamples(ctx, key);
  if (!given)
    throw none(
      "People no longer approve nearly all of these, or the registry says that each has to be asked about.",
    );
  const { published, catalog } = await withTenant(ctx.tenantId, async (tx) => ({
    published: await tx.policyRevision.findFirst({
      where: { tenantId: ctx.tenantId, state: "published" },
      select: { id: true, number: true, document: true, tests: true },
    }),
    catalog: await catalogOf(tx, ctx),
  }));
  if (!published) throw none("There is no policy in force.");
  return { published, built: buildProposal(published, catalog, given) };
}
