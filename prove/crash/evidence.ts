import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Facts } from "./facts";
import type { Verdict } from "./invariants";

/** Keeps all that is known of a cycle that broke a promise; the answers and effects of all cycles are kept anyway. */
export async function keepEvidence(
  folder: string,
  cycle: number,
  facts: Facts,
  found: readonly Verdict[],
): Promise<void> {
  const dir = join(folder, `cycle-${cycle}`);
  await mkdir(dir, { recursive: true });
  const violations = found.flatMap((verdict) => verdict.violations);
  await writeFile(join(dir, "violations.txt"), `${violations.join("\n")}\n`);
  const { plans, inspected, ...rows } = facts;
  const readable = {
    plans: Object.fromEntries(plans),
    inspected: Object.fromEntries([...inspected].map(([id, calls]) => [id, calls && [...calls]])),
    ...rows,
  };
  for (const [name, value] of Object.entries(readable))
    await writeFile(join(dir, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
}
