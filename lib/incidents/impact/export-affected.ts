import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput } from "../../platform/errors";
import { appendLeaf } from "../../platform/ledger";
import { loadIncident } from "../load";
import { incidentRef } from "../words";
import { csvOf } from "./csv";
import { MAX_EFFECTS } from "./effects";
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
  let effectsCut = false;
  do {
    const page = await listAffected(ctx, { ...parsed.data, limit: PAGE, ...(cursor ? { cursor } : {}) });
    rows.push(...page.rows);
    cursor = page.nextCursor;
    effectsCut = page.effectsCut;
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
    const cut = cutLine({ more: Boolean(cursor), effectsCut });
    return { fileName: `${ref}-calls.csv`, text: csvOf(HEADER, [...rows.map(lineOf), ...cut]) };
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

/** The last line of a file that has not all of it: where the id of a call would be, in words. */
export function cutLine({ more, effectsCut }: { more: boolean; effectsCut: boolean }): (string | null)[][] {
  const listed = more ? `${MAX_EXPORTED} calls` : effectsCut ? `${MAX_EFFECTS} side effects` : null;
  if (listed === null) return [];
  return [
    HEADER.map((_, n) => (n === 0 ? `Only the newest ${listed} are in this file. There are more.` : null)),
  ];
}

function lineOf(row: AffectedCall): (string | null)[] {
  const { id, sessionId, agent, capability, decision, state, ruleId, code, risk, at } = row;
  return [id, sessionId, agent, capability, decision, state, ruleId, code, risk, at];
}
