import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, testDatabase, type TestTenant } from "../../../tests/db";
import { createLimit, levelOf, type Bucket } from "../../limits";
import { withTenant } from "../../platform/db";
import { inheritedEnv } from "../../platform/env/process";
import type { Due } from "./applicable";
import { take } from "./take";

const FULL = inheritedEnv().AGENTGATE_TEST_SCALE === "full";
let world: TestTenant;

beforeAll(async () => {
  world = await createTenant();
});

type Terms = Parameters<typeof createLimit>[1]["terms"];

async function due(terms: Terms, target = ""): Promise<Due> {
  const { id } = await createLimit(ctxFor(world.id, world.admin), { scope: "tenant", target: null, terms });
  const limit = await withTenant(world.id, (tx) => tx.rateLimit.findUniqueOrThrow({ where: { id } }));
  return { limit, target };
}

const keyOf = ({ limit, target }: Due) => `${limit.id}:${target}`;
const bucketOf = (it: Due): Promise<Bucket | null> =>
  withTenant(world.id, (tx) =>
    tx.rateBucket.findUnique({ where: { tenantId_key: { tenantId: world.id, key: keyOf(it) } } }),
  );
/** Makes it look as if so many seconds had gone by. */
const passed = (it: Due, seconds: number) =>
  withTenant(
    world.id,
    (tx) => tx.$executeRaw`UPDATE rate_buckets SET at = at - make_interval(secs => ${seconds})
      WHERE tenant_id = ${world.id}::uuid AND key = ${keyOf(it)}`,
  );

describe("taking tokens", () => {
  it("gives what the bucket has and no more, however many ask at once", async () => {
    const it = await due({ kind: "rate", calls: 1, perSeconds: 100_000, burst: 7 });
    const all = await Promise.all(Array.from({ length: 300 }, () => take(world.id, [it])));
    expect(all.filter(({ ok }) => ok)).toHaveLength(7);
    const [state] = all.at(-1)!.states;
    expect(state!.left).toBeLessThan(1);
    expect(state!.waitSeconds).toBeGreaterThan(90_000);
  });

  it("takes from all of a call's buckets or from none", async () => {
    const wide = await due({ kind: "rate", calls: 1, perSeconds: 100_000, burst: 10 });
    const narrow = await due({ kind: "quota_month", calls: 2 });
    const all = await Promise.all(Array.from({ length: 6 }, () => take(world.id, [wide, narrow])));
    expect(all.map(({ ok }) => ok)).toEqual([true, true, false, false, false, false]);
    expect((await bucketOf(wide))!.tokens).toBeCloseTo(8, 2);
    expect((await bucketOf(narrow))!.tokens).toBe(0);
    // The next month.
    await passed(narrow, 31 * 86_400);
    expect((await take(world.id, [wide, narrow])).ok).toBe(true);
    expect((await bucketOf(narrow))!.tokens).toBe(1);
  });

  it("asks nothing of a limit that was deleted meanwhile", async () => {
    const gone = await due({ kind: "quota_day", calls: 1 });
    await withTenant(world.id, (tx) => tx.rateLimit.deleteMany({ where: { id: gone.limit.id } }));
    expect(await take(world.id, [gone])).toEqual({ ok: true, states: [] });
  });

  it("counts as the model does, whatever happens in whatever order", async () => {
    const terms = fc.record({
      calls: fc.integer({ min: 1, max: 20 }),
      burst: fc.integer({ min: 1, max: 20 }),
    });
    const step = fc.record({
      // In quarters of what one token takes: no sum of them is nearly a whole and not one.
      quarters: fc.integer({ min: 0, max: 12 }),
      calls: fc.array(fc.subarray([0, 1, 2], { minLength: 1 }), { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.tuple(terms, terms), fc.array(step, { maxLength: 8 }), async (rates, steps) => {
        const PER = 400_000; // so slow that the test's own time gives nothing
        const buckets = [
          await due({ kind: "rate", ...rates[0], perSeconds: PER }),
          await due({ kind: "rate", ...rates[1], perSeconds: PER }),
          await due({ kind: "quota_month", calls: 15 }),
        ];
        const model = [rates[0].burst, rates[1].burst, 15];
        for (const { quarters, calls } of steps) {
          for (const [n, it] of buckets.slice(0, 2).entries()) {
            if (!(await bucketOf(it))) continue;
            const { limit } = it;
            await passed(it, (quarters * PER) / 4 / limit.calls);
            model[n] = Math.min(limit.burst!, model[n]! + quarters / 4);
            const level = levelOf(limit, await bucketOf(it), new Date());
            expect(level.left).toBeCloseTo(model[n], 1);
          }
          const answers = await Promise.all(
            calls.map((which) =>
              take(
                world.id,
                which.map((n) => buckets[n]!),
              ),
            ),
          );
          for (const [index, which] of calls.entries()) {
            const fits = which.every((n) => model[n]! >= 1);
            expect(answers[index]!.ok).toBe(fits);
            if (fits) for (const n of which) model[n]!--;
          }
        }
        for (const it of buckets)
          await withTenant(world.id, (tx) => tx.rateLimit.deleteMany({ where: { id: it.limit.id } }));
      }),
      { numRuns: FULL ? 200 : 8 },
    );
  });

  it("never gives more than the burst and the refill to four processes that take as fast as they can", async () => {
    const { appUrl } = await testDatabase();
    const it = await due({ kind: "rate", calls: 200, perSeconds: 1, burst: 50 });
    const TAKER = ["--import", "tsx", join(import.meta.dirname, "testing/taker.ts")];
    const ms = FULL ? 10_000 : 1_500;
    const takers = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, [...TAKER, world.id, it.limit.id, String(ms)], {
        env: { ...inheritedEnv(), DATABASE_URL: appUrl },
        stdio: ["pipe", "pipe", "inherit"],
      });
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    for (const { lines } of takers) expect((await lines.next()).value).toBe("ready");
    const before = (await bucketOf(it))!;
    for (const { child } of takers) child.stdin.write("go\n");
    const counts: { taken: number; asked: number }[] = [];
    for (const { lines } of takers) counts.push(JSON.parse(String((await lines.next()).value)) as never);
    const after = (await bucketOf(it))!;
    const taken = counts.reduce((sum, one) => sum + one.taken, 0);
    const seconds = (after.at.getTime() - before.at.getTime()) / 1_000;
    // Exactly: what was there and came in is what was taken and what is left, but for what a full bucket let run over.
    expect(taken).toBeLessThanOrEqual(before.tokens + seconds * 200 - after.tokens + 0.001);
    expect(taken).toBeLessThanOrEqual(50 + seconds * 200);
    expect(taken).toBeGreaterThan(50);
    expect(counts.every((one) => one.asked > one.taken)).toBe(true);
  });
});
