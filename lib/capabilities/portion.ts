import type { ImportPlan } from "./plan-import";

/** Changes that one transaction writes: well within its time, also on a slow machine. */
export const PORTION = 50;

export type Portion = { now: ImportPlan; rest: boolean };

/**
 * As much of a plan as one transaction writes: what stops calls first, so that an upstream that changed all of a
 * thousand tools at once is stopped tool by tool instead of not at all. What is new is written in one go, last.
 */
export function portionOf(plan: ImportPlan): Portion {
  let left = PORTION;
  const take = <T>(all: readonly T[]): T[] => {
    const taken = all.slice(0, left);
    left -= taken.length;
    return taken;
  };
  const suspend = take(plan.suspend);
  const block = take(plan.block);
  const retire = take(plan.retire);
  const restore = take(plan.restore);
  const rest =
    suspend.length + block.length + retire.length + restore.length <
    plan.suspend.length + plan.block.length + plan.retire.length + plan.restore.length;
  return { now: { ...plan, suspend, block, retire, restore, create: rest ? [] : plan.create }, rest };
}
