import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../tests/db";
import { Prisma, withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { openSession } from "../sessions";
import { listQuarantines } from "./list-quarantines";
import { releaseQuarantine } from "./release-quarantine";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
});

const HALF_LIFE = 600;
const THRESHOLD = 6;
const WATCH_THRESHOLD = 3;
const TERMS = JSON.stringify({ threshold: THRESHOLD, half_life: HALF_LIFE, agent_stop_after: 0 });

type Step = { after: number; points: number } | { release: boolean };
type Row = { score: number; at: Date };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      after: fc.constantFrom(0, 1, 30, 300, 600, 3_600),
      points: fc.constantFrom(4, 2, 1, 0.3, -2, 5.95, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ release: fc.boolean() }) },
);

const tenth = (score: number) => Math.round(score * 10) / 10;
/** So near to where rounding turns that floating point may decide either way. */
const onEdge = (score: number) => Math.abs(((((score * 10) % 1) + 1) % 1) - 0.5) < 0.001;

/** The points of one call, as the commit adds them, with the clock so many seconds on. */
async function add(
  sessionId: string,
  after: number,
  points: number,
): Promise<{ before: Row | null; now: Row }> {
  return withTenant(tenant.id, async (tx) => {
    const at = Prisma.sql`make_interval(secs => ${after}::int)`;
    const [before] = await tx.$queryRaw<Row[]>`
      UPDATE session_risk SET at = at - ${at}, watch_until = watch_until - ${at} WHERE session_id = ${sessionId}::uuid
      RETURNING score, at`;
    await tx.$executeRaw`SELECT lock_risk(${tenant.id}::uuid, ARRAY[${sessionId}::uuid])::text`;
    await tx.$executeRaw`SELECT add_risk(${tenant.id}::uuid, ${sessionId}::uuid, ${newId()}::uuid, 'deny', ${points}, ${TERMS}::json)::text`;
    const [now] = await tx.$queryRaw<
      Row[]
    >`SELECT score, at FROM session_risk WHERE session_id = ${sessionId}::uuid`;
    return { before: before ?? null, now: now! };
  });
}

test("the database counts a score as the model does: halving with time, rounded as shown, stricter while watched", async () => {
  const admin = ctxFor(tenant.id, tenant.admin);
  const seen = { quarantined: 0, relapsed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const { id: sessionId } = await openSession({ tenantId: tenant.id, agentId: tenant.agent.id }, {});
      const model = { score: 0, held: false, watchedFor: 0 };
      for (const it of steps) {
        const open = async () => (await listQuarantines(admin, { sessionId, open: true })).rows;
        if ("release" in it) {
          const [held] = await open();
          if (!held) continue;
          const watchMinutes = it.release ? 30 : 0;
          await releaseQuarantine(admin, {
            quarantineId: held.id,
            stage: "full",
            reason: "model",
            watchMinutes,
          });
          Object.assign(model, { score: 0, held: false, watchedFor: watchMinutes * 60 });
          continue;
        }
        const { before, now } = await add(sessionId, it.after, it.points);
        const seconds = before ? Math.max(0, (now.at.getTime() - before.at.getTime()) / 1_000) : 0;
        expect(Math.abs(seconds - it.after)).toBeLessThan(before ? 30 : 4_000);
        model.watchedFor -= it.after;
        model.score = Math.max(0, model.score * 0.5 ** (seconds / HALF_LIFE) + it.points);
        expect(now.score).toBeCloseTo(model.score, 3);
        model.score = now.score;
        if (onEdge(model.score)) return;
        const threshold = model.watchedFor > 0 ? WATCH_THRESHOLD : THRESHOLD;
        if (it.points > 0 && tenth(model.score) >= threshold && !model.held) {
          model.held = true;
          seen.quarantined++;
          if (model.watchedFor > 0) seen.relapsed++;
          model.watchedFor = 0;
        }
        expect((await open()).length, JSON.stringify({ ...model, steps })).toBe(model.held ? 1 : 0);
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
  expect(seen.quarantined).toBeGreaterThan(2);
});
