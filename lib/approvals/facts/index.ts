import type { Ctx } from "../../platform/ctx";
import type { Approval, Tx } from "../../platform/db";
import { databaseNow } from "../../calls";
import type { DecisionFacts } from "../types";
import { readAnswers } from "./answers";
import { readSimilar } from "./similar";
import { readSurroundings } from "./surroundings";
import { unusualOf } from "./unusual";

/**
 * What helps a person judge one request, from what was recorded before it was held: what is unusual about it, how
 * similar ones ended, and which request for changes it answers. The caller has checked that the request is the tenant's.
 */
export async function readFacts(
  tx: Tx,
  ctx: Pick<Ctx, "tenantId">,
  approval: Approval,
): Promise<DecisionFacts> {
  if (approval.tenantId !== ctx.tenantId) throw new Error("the request is not of this tenant");
  const now = new Date(await databaseNow(tx));
  const { similar, lastApproved, lastApprovedHash } = await readSimilar(tx, approval, now);
  const around = await readSurroundings(tx, approval, lastApprovedHash);
  return { unusual: unusualOf(around), similar, lastApproved, ...(await readAnswers(tx, approval)) };
}
