import fc from "fast-check";
import { expect, it } from "vitest";
import { createTenant, ctxFor, createUser, type TestTenant } from "@/tests/db";
import { withTenant } from "../platform/db";
import { pruneTraffic } from "./prune";
import { plannedForRanges, rawCounts } from "./raw-counts";
import { readTraffic } from "./read-traffic";
import { rollUpOnce, rollUpTraffic } from "./roll-up";
import { DAY, floorTo, HOUR, MINUTE } from "./spans";
import { record, type Made } from "./testing";

const RUNS = 12;
const AGO = 5 * HOUR;

/** A tenant that exists since then, for the roll-up to begin there. */
async function oldTenant(since: number): Promise<TestTenant> {
  const tenant = await createTenant();
  await withTenant(tenant.id, (tx) =>
    tx.tenant.updateMany({ where: { id: tenant.id }, data: { createdAt: new Date(since) } }),
  );
  return tenant;
}

class Crash extends Error {}

/** Rolls up as if it were then; a crash ends the transaction after everything was written. */
async function rollAt(tenantId: string, at: number, crashes = false): Promise<void> {
  let more = true;
  while (more)
    more = await withTenant(tenantId, async (tx) => {
      const rolled = await rollUpOnce(tx, tenantId, { at, chunk: DAY / 2 });
      if (crashes && rolled) throw new Crash();
      return rolled;
    }).catch((error: unknown) => {
      if (error instanceof Crash) return false;
      throw error;
    });
}

type Sums = {
  decisions: number;
  calls: number;
  allow: number;
  deny: number;
  succeeded: number;
  failed: number;
  timed: number;
};

async function rolledSums(tenantId: string, span: number, kind = "cause"): Promise<Sums> {
  const rows = await withTenant(tenantId, (tx) =>
    tx.trafficCount.findMany({ where: { tenantId, span, kind } }),
  );
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + pick(row), 0);
  return {
    decisions: sum((row) => row.decisions),
    calls: sum((row) => row.calls),
    allow: sum((row) => row.allow),
    deny: sum((row) => row.deny),
    succeeded: sum((row) => row.succeeded),
    failed: sum((row) => row.failed),
    timed: sum((row) => row.latency.reduce((all, count) => all + count, 0)),
  };
}

function truth(made: readonly Made[]): Sums {
  const count = (is: (one: Made) => boolean) => made.filter(is).length;
  return {
    decisions: made.length,
    calls: made.length,
    allow: count(({ action }) => action === "ALLOW"),
    deny: count(({ action }) => action === "DENY"),
    succeeded: count(({ outcome }) => outcome?.status === "succeeded"),
    failed: count(({ outcome }) => outcome?.status === "failed"),
    timed: count(({ outcome }) => outcome !== undefined && outcome.status !== "failed"),
  };
}

const call = fc.record({
  minute: fc.integer({ min: 0, max: 150 }),
  action: fc.constantFrom("ALLOW", "DENY", "REQUIRE_APPROVAL"),
  agent: fc.constantFrom(0, 1),
  capability: fc.constantFrom("io.read", "io.write", null),
  status: fc.constantFrom("succeeded", "tool_error", "failed", "in_doubt", null),
  durationMs: fc.integer({ min: 0, max: 40_000 }),
  /** Minutes until it is written: late rows in any order. */
  late: fc.integer({ min: 0, max: 70 }),
});

it("equals what was decided, whatever is late and wherever it dies", async () => {
  const agents = ["0199aaaa-0000-7000-8000-000000000001", "0199aaaa-0000-7000-8000-000000000002"];
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 1, max: 40 }), crash: fc.boolean() }), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), steps, async (calls, rounds) => {
      const start = floorTo(Date.now() - AGO, HOUR);
      const { id } = await oldTenant(start);
      const all = calls.map(({ minute, agent, status, durationMs, late, ...rest }) => ({
        made: {
          ...{ at: start + minute * MINUTE + 17, agentId: agents[agent]!, code: "POLICY", ...rest },
          ...(rest.action === "ALLOW" && status ? { outcome: { status, durationMs } } : {}),
        } satisfies Made,
        written: start + (minute + late) * MINUTE,
      }));
      let [now, wrote] = [start, start - 1];
      const writeUntil = async (until: number) => {
        const due = all.filter(({ written }) => written > wrote && written <= until);
        await record(
          id,
          due.map(({ made }) => made),
        );
        wrote = until;
      };
      for (const { wait, crash } of rounds) {
        now += wait * MINUTE;
        await writeUntil(now);
        await rollAt(id, now, crash);
      }
      const end = start + AGO + HOUR;
      await writeUntil(end);
      await rollAt(id, end);
      const expected = truth(all.map(({ made }) => made));
      for (const span of [60, 3_600]) {
        expect(await rolledSums(id, span)).toEqual(expected);
        for (const kind of ["agent", "capability"])
          expect(await rolledSums(id, span, kind)).toEqual({ ...expected, timed: 0 });
      }
    }),
    { numRuns: RUNS },
  );
});

it("shows the same before and after it is rolled up, to the minute it is now", async () => {
  const tenant = await oldTenant(Date.now() - 2 * HOUR);
  const viewer = ctxFor(tenant.id, tenant.viewer);
  const base = { agentId: tenant.agent.id, capability: "io.read", code: "POLICY_ALLOWED" };
  const now = Date.now();
  await record(tenant.id, [
    { ...base, at: now - 8 * MINUTE, action: "ALLOW", outcome: { status: "succeeded", durationMs: 7 } },
    { ...base, at: now - 5 * MINUTE, action: "ALLOW", outcome: { status: "tool_error", durationMs: 900 } },
    { ...base, at: now - 5 * MINUTE, action: "DENY", code: "POLICY_DENIED" },
    { ...base, at: now - 2 * MINUTE, action: "DENY", code: "KILL_SWITCH" },
    { ...base, at: now - 2 * MINUTE, action: "REQUIRE_APPROVAL", code: "APPROVAL_REQUIRED" },
    { ...base, at: now - 1_000, action: "DENY", code: "UNKNOWN_CAPABILITY", capability: null },
    { ...base, at: now - 500, action: "ALLOW" },
  ]);
  const before = await readTraffic(viewer, { range: "1h" });
  await rollUpTraffic(tenant.id);
  const after = await readTraffic(viewer, { range: "1h" });
  for (const seen of [before, after]) {
    expect(seen.total).toEqual({
      ...{ calls: 7, decisions: 7, allow: 3, hold: 1, deny: 3 },
      ...{ succeeded: 1, toolErrors: 1, failed: 0, inDoubt: 0, open: 1 },
    });
    expect(seen.bins).toHaveLength(60);
    expect(seen.bins.reduce((sum, { decisions }) => sum + decisions, 0)).toBe(7);
    expect([seen.took.p50, seen.took.p95, seen.previous, seen.behindSince]).toEqual([10, 1_000, null, null]);
    expect(seen.reasons.map(({ code, decisions }) => [code, decisions])).toEqual([
      ["KILL_SWITCH", 1],
      ["POLICY_DENIED", 1],
      ["UNKNOWN_CAPABILITY", 1],
    ]);
    expect(seen.agents).toMatchObject([{ id: tenant.agent.id, name: "worker", decisions: 7 }]);
    expect(seen.capabilities.map(({ name, decisions }) => [name, decisions])).toEqual([
      ["io.read", 6],
      ["", 1],
    ]);
  }
  expect(after.bins.map(({ decisions }) => decisions)).toEqual(before.bins.map(({ decisions }) => decisions));
});

it("compares with the same time before, in every range", async () => {
  const now = Date.now();
  const tenant = await oldTenant(now - 20 * DAY);
  const one = {
    agentId: tenant.agent.id,
    capability: "io.read",
    code: "POLICY_ALLOWED",
    action: "ALLOW",
  } as const;
  await record(tenant.id, [
    { ...one, at: now - 30_000 },
    { ...one, at: now - 61 * MINUTE },
    { ...one, at: now - 25 * HOUR },
    { ...one, at: now - 25 * HOUR },
    { ...one, at: now - 8 * DAY },
  ]);
  await rollAt(tenant.id, Date.now());
  const viewer = ctxFor(tenant.id, tenant.viewer);
  const counts = async (range: "1h" | "24h" | "7d" | "30d") => {
    const { total, previous } = await readTraffic(viewer, { range });
    return [total.decisions, previous?.decisions ?? null];
  };
  expect(await counts("1h")).toEqual([1, 1]);
  expect(await counts("24h")).toEqual([2, 2]);
  expect(await counts("7d")).toEqual([4, 1]);
  expect(await counts("30d")).toEqual([5, null]);
});

it("says so where it has fallen behind, and reads no long tail of single decisions", async () => {
  const now = Date.now();
  const tenant = await oldTenant(now - 3 * HOUR);
  const one = {
    agentId: tenant.agent.id,
    capability: "io.read",
    code: "POLICY_ALLOWED",
    action: "ALLOW",
  } as const;
  await record(tenant.id, [
    { ...one, at: now - 2.5 * HOUR },
    { ...one, at: now - 1_000 },
  ]);
  await rollAt(tenant.id, now - 2 * HOUR);
  const seen = await readTraffic(ctxFor(tenant.id, tenant.viewer), { range: "24h" });
  expect(seen.total.decisions).toBe(1);
  expect(seen.behindSince).toBeGreaterThan(now - 2 * HOUR - 2 * MINUTE);
  expect(seen.behindSince).toBeLessThan(now - 2 * HOUR);
});

it("never looks at every outcome of a stretch for each of its decisions", async () => {
  const { id } = await createTenant();
  const plan = await withTenant(id, async (tx) => {
    await plannedForRanges(tx);
    return tx.$queryRaw<object[]>`EXPLAIN ${rawCounts(id, Date.now() - HOUR, Date.now())}`;
  });
  expect(JSON.stringify(plan)).toContain("outcomes");
  expect(JSON.stringify(plan)).not.toContain("Nested Loop");
});

it("lets two processes count at once without counting twice", async () => {
  const now = Date.now();
  const tenant = await oldTenant(now - 2 * HOUR);
  const one = {
    agentId: tenant.agent.id,
    capability: "io.read",
    code: "POLICY_ALLOWED",
    action: "ALLOW",
  } as const;
  await record(
    tenant.id,
    Array.from({ length: 30 }, (_, n) => ({ ...one, at: now - (n + 5) * MINUTE })),
  );
  await Promise.all(Array.from({ length: 4 }, () => rollUpTraffic(tenant.id)));
  await rollUpTraffic(tenant.id);
  expect(await rolledSums(tenant.id, 60)).toMatchObject({ decisions: 30 });
});

it("keeps a week of minutes, and longer what a day is still to be written from", async () => {
  const now = Date.now();
  const tenant = await oldTenant(now - 15 * DAY);
  const one = {
    agentId: tenant.agent.id,
    capability: "io.read",
    code: "POLICY_ALLOWED",
    action: "ALLOW",
  } as const;
  await record(tenant.id, [
    { ...one, at: now - 12 * DAY },
    { ...one, at: now - HOUR * 3 },
  ]);
  await rollAt(tenant.id, now - 11 * DAY);
  await pruneTraffic(tenant.id);
  expect(await rolledSums(tenant.id, 60)).toMatchObject({ decisions: 1 });
  await rollAt(tenant.id, now);
  await pruneTraffic(tenant.id);
  expect(await rolledSums(tenant.id, 60)).toMatchObject({ decisions: 1 });
  expect(await rolledSums(tenant.id, 3_600)).toMatchObject({ decisions: 2 });
  await pruneTraffic(tenant.id, now + 70 * DAY);
  expect(await rolledSums(tenant.id, 3_600)).toMatchObject({ decisions: 1 });
});

it("shows nobody another tenant's, and nothing to who may not read sessions", async () => {
  const [tenant, other] = [await createTenant(), await createTenant()];
  const one = { capability: "io.read", code: "POLICY_ALLOWED", action: "ALLOW" } as const;
  await record(other.id, [{ ...one, agentId: other.agent.id, at: Date.now() - 1_000 }]);
  await rollUpTraffic(tenant.id);
  const seen = await readTraffic(ctxFor(tenant.id, tenant.viewer), { range: "1h" });
  expect([seen.total.decisions, seen.agents, seen.took.p50]).toEqual([0, [], null]);
  const nobody = await createUser(tenant.id, []);
  await expect(readTraffic(ctxFor(tenant.id, nobody), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  const odd = { range: "1y" } as unknown as { range: "1h" };
  await expect(readTraffic(ctxFor(tenant.id, tenant.viewer), odd)).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
});
