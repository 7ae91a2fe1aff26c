import type { Ctx } from "../platform/ctx";
import { withTenant } from "../platform/db";
import type { JsonObject } from "../platform/json";
import { appendLeaf } from "../platform/ledger";
import { loadAccount } from "./account";

/** A person is not of one tenant: what they do at the door is told to each tenant they belong to. */
export async function recordForPerson(
  userId: string,
  requestId: string,
  action: string,
  data: JsonObject,
): Promise<void> {
  const account = await loadAccount(userId);
  for (const { tenantId, roles } of account?.memberships ?? []) {
    const ctx: Ctx = {
      tenantId,
      requestId,
      actor: { kind: "user", id: userId, label: account?.name ?? "", roles },
    };
    await withTenant(tenantId, (tx) =>
      appendLeaf(tx, ctx, { action, subjectKind: "user", subjectId: userId, data }),
    );
  }
}
