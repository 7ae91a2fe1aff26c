import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { invalidInput } from "../../platform/errors";
import { CallHintsInput } from "../schemas";
import type { CallHint } from "./types";

const PREVIEW_CHARS = 200;
const REASON_CHARS = 300;

/** The beginning of the arguments and the reason of some calls. @throws DomainError FORBIDDEN, INVALID_INPUT */
export async function readCallHints(ctx: Ctx, input: CallHintsInput): Promise<CallHint[]> {
  requirePermission(ctx, "sessions.read");
  const parsed = CallHintsInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { sessionId, ids } = parsed.data;
  const rows = await withTenant(
    ctx.tenantId,
    (tx) => tx.$queryRaw<{ id: string; preview: string | null; reason: string }[]>`
      SELECT d.id, left(d.arguments::text, ${PREVIEW_CHARS}::int) AS preview, left(d.reason, ${REASON_CHARS}::int) AS reason
      FROM decisions d
      WHERE d.tenant_id = ${ctx.tenantId}::uuid AND d.session_id = ${sessionId}::uuid AND d.id = ANY (${ids}::uuid[])`,
  );
  return rows.map(({ id, preview, reason }) => ({ id, preview: preview ?? "", reason }));
}
