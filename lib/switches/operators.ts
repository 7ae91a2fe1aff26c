import type { Ctx } from "../platform/ctx";
import { withTenant, type Tx } from "../platform/db";
import { env } from "../platform/env";
import type { Verdict } from "./types";

const NO: Verdict = {
  ok: false,
  why: "Only who runs this installation can stop or restart all of it (the setting AGENTGATE_OPERATORS lists them).",
};

/** May this actor stop every tenant, and take part in restarting them? The command line has the database, so it may. */
export async function mayOperate(ctx: Ctx): Promise<Verdict> {
  return withTenant(ctx.tenantId, (tx) => mayOperateIn(tx, ctx));
}

/** The same in the caller's transaction. */
export async function mayOperateIn(tx: Tx, { actor }: Ctx): Promise<Verdict> {
  if (actor.kind === "system") return { ok: true };
  const operators = env()
    .AGENTGATE_OPERATORS.split(",")
    .flatMap((it) => it.trim().toLowerCase() || []);
  if (actor.kind !== "user" || operators.length === 0) return NO;
  const user = await tx.user.findUnique({ where: { id: actor.id }, select: { email: true } });
  return user && operators.includes(user.email.toLowerCase()) ? { ok: true } : NO;
}
