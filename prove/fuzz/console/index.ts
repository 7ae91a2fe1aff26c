import { randomFrom, type Random } from "../../random";
import type { Job, Result } from "../../suite";
import { malformed, pressed, wellFormed, type Fuzzed } from "./requests";
import { Storm } from "./storm";
import type { ConsoleWorld } from "./world";

type Size = { malformed: number; wellFormed: number; callbacks: number };
const SIZES: Record<Job["scale"], Size> = {
  pr: { malformed: 350, wellFormed: 550, callbacks: 100 },
  nightly: { malformed: 4_000, wellFormed: 5_000, callbacks: 1_000 },
};
const WARM_UP = 100;

/** Bodies that nobody meant, for the console's actions, its routes and Slack's callback, sent by an administrator. */
export async function consoleSuite(world: ConsoleWorld, job: Job): Promise<Result> {
  const { targets, slack } = world;
  const { victim, stranger } = world.world;
  const { seed } = job;
  const size = SIZES[job.scale];
  const random = randomFrom(seed);
  const storm = new Storm(world, job);
  // Each action and route once: what the process loads for it, it keeps.
  const first = [
    ...malformed(targets, { seed: seed + 1, count: WARM_UP }),
    ...wellFormed(targets, { seed: seed + 1, count: 1 }),
  ];
  await storm.warmUp(shuffled(first, random));
  const approvalId = victim.approvalIds[5] ?? "";
  const calls = pressed({ ...slack, approvalId }, { seed, count: size.callbacks });
  const of = (kind: Fuzzed["kind"]) => calls.filter((it) => it.kind === kind);
  const refused = [...malformed(targets, { seed, count: size.malformed }), ...of("forged")];
  await storm.through(shuffled(refused, random), { watched: victim.tenant.id, tally: storm.unmoved });
  const read = [...wellFormed(targets, { seed, count: size.wellFormed }), ...of("signed")];
  await storm.through(shuffled(read, random), { watched: stranger.id, tally: storm.apart });
  job.log(`${refused.length + read.length} requests at the console's doors`);
  return storm.result();
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
