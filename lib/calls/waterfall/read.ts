import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput, notFound } from "../../platform/errors";
import { idFloor, idTime } from "../../platform/ids";
import { databaseNow } from "../list-sessions";
import { WaterfallInput } from "../schemas";
import { assemble, type ApprovalPart } from "./assemble";
import { approvalsOf, compensationsOf, partsAfter, partsOf, type CallParts } from "./read-parts";
import type { Waterfall } from "./types";

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
/** Ids are made before their rows commit: so long after an id, one with an earlier time may still appear. */
const OVERLAP_MS = 10_000;

/**
 * All calls of a session in columns; or with `after` only those since, and with `open` also how calls stand that the
 * reader last saw unsettled. A call may come twice, and one that came before may come again: merge by id.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function readWaterfall(ctx: Ctx, input: WaterfallInput): Promise<Waterfall> {
  requirePermission(ctx, "sessions.read");
  const parsed = WaterfallInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { sessionId, after, open } = parsed.data;
  const scope = { tenantId: ctx.tenantId, sessionId };
  return withTenant(ctx.tenantId, async (tx) => {
    const session = await tx.session.findFirst({
      where: { id: sessionId, tenantId: ctx.tenantId },
      select: { id: true },
    });
    if (!session) throw notFound("session");
    const approvals = await approvalsOf(tx, scope);
    const newer = await partsAfter(
      tx,
      scope,
      after === undefined ? FIRST_ID : idFloor(idTime(after) - OVERLAP_MS),
    );
    const older = after === undefined ? NONE : await partsOf(tx, scope, withSecond(open, approvals));
    return assemble({
      sessionId,
      now: new Date(await databaseNow(tx)),
      approvals,
      compensations: await compensationsOf(tx, scope),
      ...together(older, newer),
    });
  });
}

const NONE: CallParts = { decisions: [], outcomes: [] };

/** Calls with the decisions that spent their grants. */
function withSecond(open: readonly string[], approvals: readonly ApprovalPart[]): string[] {
  const asked = new Set(open);
  const second = approvals.flatMap(({ call_id, spent_by }) =>
    asked.has(call_id) && spent_by ? spent_by : [],
  );
  return [...open, ...second];
}

function together(older: CallParts, newer: CallParts): CallParts {
  if (older === NONE) return newer;
  const read = new Set(newer.decisions.map(({ id }) => id));
  return {
    decisions: [...older.decisions.filter(({ id }) => !read.has(id)), ...newer.decisions],
    outcomes: [...older.outcomes, ...newer.outcomes],
  };
}
