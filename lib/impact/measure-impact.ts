import { requirePermission, type Ctx } from "../platform/ctx";
import { invalidInput } from "../platform/errors";
import { compilePolicy } from "../policy";
import { Slices } from "./breathe";
import { Judge } from "./judge";
import { readAsTenant } from "./reading";
import { ReplayRun } from "./replay-run";
import { MeasureImpactInput } from "./schemas";
import { batchesOf, newestOf, windowOf } from "./stored-decisions";
import type { ImpactReport } from "./types";
import { loadWorld } from "./world";

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * What the decisions of the last days would be under a draft. Reads a million of them at most, the newest; works
 * in slices of about ten milliseconds, so that the process goes on answering others.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (PolicyError where the document isn't a policy), UNAVAILABLE
 */
export async function measureImpact(ctx: Ctx, input: MeasureImpactInput): Promise<ImpactReport> {
  requirePermission(ctx, "policy.read");
  const parsed = MeasureImpactInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { document, days, environment } = parsed.data;
  const begun = performance.now();
  const candidate = compilePolicy(document);
  const slices = new Slices();
  await slices.giveWay();
  const to = Date.now();
  const from = to - days * DAY_MS;
  return readAsTenant(ctx.tenantId, async (client) => {
    const window = windowOf(ctx.tenantId, from, to + 1);
    const cut = await newestOf(client, window);
    const read = cut === null ? window : { ...window, fromId: cut };
    const world = await loadWorld(client, ctx.tenantId);
    const run = new ReplayRun({ client, world, window: read, candidate: new Judge(candidate), environment });
    for await (const rows of batchesOf(client, read)) await run.add(rows, slices);
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      days,
      environment,
      hash: candidate.hash,
      ...run.report(days),
      tookMs: Math.round(performance.now() - begun),
      measuredAt: new Date(to).toISOString(),
      truncated: cut !== null,
    };
  });
}
