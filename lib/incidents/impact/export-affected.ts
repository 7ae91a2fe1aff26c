import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { loadIncident } from "../load";
import { incidentRef } from "../words";
import { csvOf } from "./csv";
import { listAffected } from "./list-affected";
import { ExportAffectedInput } from "./schemas";
import type { AffectedCall } from "./types";

const PAGE = 200;
/** As many as one file has; it says so where there are more. */
export const MAX_EXPORTED = 20_000;

/**
 * The affected calls as CSV (RFC 4180), by the filters of the list, all pages of it. Audited.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function exportAffected(
  ctx: Ctx,
  input: ExportAffectedInput,
): Promise<{ fileName: string; text: string }> {
  const parsed = ExportAffectedInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const rows: AffectedCall[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listAffected(ctx, { ...parsed.data, limit: PAGE, ...(cursor ? { cursor } : {}) });
    rows.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor && rows.length < MAX_EXPORTED);
  const { id, decision = null, capability = null, effects } = parsed.data;
  return withTenant(ctx.tenantId, async (tx) => {
    const incident = await loadIncident(tx, ctx.tenantId, id);
    const ref = incidentRef(incident.number);
    await appendLeaf(tx, ctx, {
      action: "incident.calls_exported",
      subjectKind: "incident",
      subjectId: incident.id,
      data: { ref, rows: rows.length, decision, capability, effects },
    });
    return { fileName: `${ref}-calls.csv`, text: csvOf(HEADER, rows.map(lineOf)) };
  });
}

const HEADER = [
  "call",
  "session",
  "agent",
  "capability",
  "decision",
  "state",
  "rule",
  "code",
  "risk",
  "decided_at",
];

function lineOf(row: AffectedCall): (string | null)[] {
  const { id, sessionId, agent, capability, decision, state, ruleId, code, risk, at } = row;
  return [id, sessionId, agent, capability, decision, state, ruleId, code, risk, at];
}
