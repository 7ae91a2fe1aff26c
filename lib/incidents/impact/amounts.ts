import { totalAmounts } from "../../capabilities";
import type { Amount, AmountTotal } from "../../capabilities/types";
import type { Tx } from "../../platform/db";
import type { Effect } from "./effects";
import { originals } from "./originals";

/** What these effects moved, by what the registry says today of their capabilities. Errors of a tool moved nothing. */
export async function amountsOf(
  tx: Tx,
  tenantId: string,
  effects: readonly Effect[],
): Promise<AmountTotal[]> {
  const ran = effects.filter(({ outcome }) => outcome !== "tool_error");
  const ids = [...new Set(ran.flatMap(({ capabilityId }) => capabilityId ?? []))];
  const capabilities = await tx.capability.findMany({
    where: { tenantId, id: { in: ids } },
    orderBy: { name: "asc" },
    select: { id: true, amounts: true },
  });
  const declared = capabilities.filter(({ amounts }) => amounts !== null);
  const counted = ran.filter(({ capabilityId }) => declared.some(({ id }) => id === capabilityId));
  const calls = await originals(tx, counted);
  return totalAmounts(
    declared.map(({ id, amounts }) => ({
      amounts: amounts as Amount[], // safe because only reviews write it
      calls: calls.filter((_, at) => counted[at]?.capabilityId === id),
    })),
  );
}
