import type { Check, Job } from "../suite";
import { Tally } from "../suite";
import { nestedOperations } from "./nested";
import { operationsOn, type Pair } from "./operations";
import type { Table } from "./tables";
import { tryOperation } from "./trial";
import type { Digests, Side } from "./world";

export type World = {
  tables: readonly Table[];
  sides: readonly [Side, Side];
  digests: ReadonlyMap<Side, Digests>;
  /** A switch for all tenants, which is in nobody's rows. */
  globalStop: string;
};

/** Tables are tried side by side; within one, a trial waits for the locks of the one before. */
const AT_ONCE = 4;

/** Each model, each operation: by the other tenant and, to show that there is something to get, by its owner. */
export async function tryModels(world: World, { scale, log }: Job): Promise<Check[]> {
  const isolated = new Tally("No operation of the client reads or changes another tenant's row", "T42");
  const meaningful = new Tally(
    "The owner gets what the other tenant did not, or nobody was granted it",
    "T42",
  );
  const [one, two] = world.sides;
  const pairs = world.tables
    .filter(({ name }) => one.rows.has(name) && two.rows.has(name) && hasOwner(name))
    .flatMap((table) => {
      const pair = (mine: Side, theirs: Side): Pair => ({ table, tables: world.tables, mine, theirs });
      return scale === "nightly" ? [pair(one, two), pair(two, one)] : [pair(one, two)];
    });
  const tryPair = async (pair: Pair) => {
    const before = { mine: world.digests.get(pair.mine)!, theirs: world.digests.get(pair.theirs)! };
    for (const operation of [...operationsOn(pair), ...nestedOperations(pair)]) {
      const { violation, vacuous } = await tryOperation(operation, pair, before);
      const what = `${pair.table.model}: ${operation.name}`;
      isolated.add(violation && `${what} ${violation}`);
      meaningful.add(vacuous && `${what}: ${vacuous}`);
    }
  };
  const waiting = [...pairs];
  const work = async () => {
    for (let pair = waiting.shift(); pair; pair = waiting.shift()) await tryPair(pair);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  log(`${isolated.check.trials} operations on ${pairs.length} models`);
  return [isolated.check, meaningful.check];
}

/** What belongs to no tenant has rules of its own (shared.ts). */
function hasOwner(table: string): boolean {
  return table !== "gateway_processes";
}
