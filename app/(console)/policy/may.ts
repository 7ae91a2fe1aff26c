import { requirePermission, type Ctx, type Permission } from "@/lib/platform/ctx";
import { DomainError } from "@/lib/platform/errors";
import type { Verdict } from "@/lib/revisions";

/** Whether the reader's roles allow a step, with the sentence that the server would refuse it with. */
export function may(ctx: Ctx, permission: Permission): Verdict {
  try {
    requirePermission(ctx, permission);
    return { ok: true };
  } catch (error) {
    if (error instanceof DomainError) return { ok: false, why: error.message };
    throw error;
  }
}
