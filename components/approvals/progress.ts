import type { ApprovalRow } from "@/lib/approvals/types";

type Progress = Pick<ApprovalRow, "step" | "steps" | "groups">;

/** "Step 1 of 2 · Peers 1 of 2 · Finance 0 of 1". */
export function progressInWords({ step, steps, groups }: Progress): string {
  return [
    `Step ${step} of ${steps}`,
    ...groups.map(({ name, have, need }) => `${name} ${have} of ${need}`),
  ].join(" · ");
}

/** The same as short as a row has room for; nothing where one person's yes is all there is to it. */
export function progressInShort({ step, steps, groups }: Progress): string {
  const need = groups.reduce((sum, group) => sum + group.need, 0);
  const have = groups.reduce((sum, group) => sum + Math.min(group.have, group.need), 0);
  const parts = [steps > 1 && `step ${step}/${steps}`, need > 1 && `${have} of ${need}`];
  return parts.filter((part) => part !== false).join(" · ");
}
