import { cpuSeconds, databaseSeconds } from "../../bench/usage";
import type { Figure } from "../suite";
import { callOf, capacityOf, type Stage } from "./calls";

/** How many calls one gateway process and two answer on one database, and how much of the work is the database's. */
export async function processes({ world, load, beside }: Stage, seconds: number): Promise<Figure[]> {
  const generators = [load, beside];
  const figures: Figure[] = [];
  for (const count of [1, 2]) {
    const gateways = world.gateways.slice(0, count);
    const used = async () => ({
      gateway: await cpuSeconds(gateways.map(({ pid }) => pid)),
      database: await databaseSeconds(world.superuser),
    });
    const before = await used();
    const rates = await Promise.all(
      gateways.map(({ port }, n) => capacityOf(generators[n]!, callOf(world, port), seconds)),
    );
    const after = await used();
    const of = `${count} gateway ${count === 1 ? "process" : "processes"}`;
    figures.push({ name: `${of}, generators on the same machine`, value: sum(rates), unit: "calls/s" });
    if (before.database !== null && after.database !== null) {
      const database = after.database - before.database;
      figures.push({
        name: `the database's share of the processor time of ${of} and itself`,
        ...{ value: (100 * database) / (after.gateway - before.gateway + database), unit: "%" },
      });
    }
  }
  return figures;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
