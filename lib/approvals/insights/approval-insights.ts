import { databaseNow } from "../../calls";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput } from "../../platform/errors";
import { candidatesOf } from "./candidates";
import { daysOf, dwellOf, groupOf, groupsOf, reviewersOf } from "./compute";
import { readCapabilities, readRequests, readRules, readVotesOf } from "./read";
import { byPeople, dayOf } from "./rows";
import { InsightsInput } from "./schemas";
import type { ApprovalInsights } from "./types";

const DAY = 86_400_000;

/**
 * How a tenant decides: how fast, how often yes, what runs out, who carries it, and what asks for a rule instead.
 * Counted are the requests that were asked in the period.
 * @throws DomainError FORBIDDEN, INVALID_INPUT
 */
export async function approvalInsights(ctx: Ctx, input: InsightsInput): Promise<ApprovalInsights> {
  requirePermission(ctx, "approvals.read");
  const parsed = InsightsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { days, rule, agent } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const now = new Date(await databaseNow(tx));
    const today = Math.floor(now.getTime() / DAY) * DAY;
    const from = today - (days - 1) * DAY;
    const window = { tenantId: ctx.tenantId, from, now, rule, agent };
    const { requests, capped } = await readRequests(tx, window);
    const votes = await readVotesOf(tx, requests);
    const names = [...new Set(requests.map(({ capability }) => capability))];
    const escalated = requests.filter((request) => request.escalated);
    return {
      ...{ days, from: dayOf(from), to: dayOf(today), capped },
      total: groupOf(null, requests),
      escalations: { escalated: escalated.length, decided: escalated.filter(byPeople).length },
      perDay: daysOf(requests, from, today),
      byRule: groupsOf(requests, ({ ruleId }) => ruleId),
      byRisk: groupsOf(requests, ({ risk }) => risk),
      byAgent: groupsOf(requests, ({ agent: name }) => name),
      dwell: dwellOf(votes),
      reviewers: reviewersOf(votes),
      candidates: candidatesOf(requests, votes, await readCapabilities(tx, ctx.tenantId, names)),
      rules: await readRules(tx, window),
    };
  });
}
