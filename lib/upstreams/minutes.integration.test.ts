import { beforeAll, expect, test } from "vitest";
import { createTenant, type TestTenant } from "@/tests/db";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { UpstreamError } from "./errors";
import { counted, flushMinutes, forgetMinutes } from "./minutes";
import { bucketOf } from "./percentile";
import { LATENCY_BUCKETS_MS, type UpstreamRef } from "./types";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
});

const ref = (): UpstreamRef => ({
  tenantId: tenant.id,
  id: newId(),
  slug: "counted",
  kind: "builtin",
  config: {},
});

const answer = (isError: boolean) => () => Promise.resolve({ result: {}, isError });
const failing = (error: Error) => () => Promise.reject(error);
const rpc = { code: -32602, message: "no such argument" };

async function call(upstream: UpstreamRef, run: Parameters<typeof counted>[1]): Promise<void> {
  await counted(upstream, run).catch(() => undefined);
}

async function totals({ id }: UpstreamRef) {
  const rows = await withTenant(tenant.id, (tx) => tx.upstreamMinute.findMany({ where: { upstreamId: id } }));
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + pick(row), 0);
  return {
    calls: sum((row) => row.calls),
    toolErrors: sum((row) => row.toolErrors),
    failures: sum((row) => row.failures),
    refused: sum((row) => row.refused),
    timed: sum((row) => row.latency.reduce((all, count) => all + count, 0)),
    buckets: rows.map((row) => row.latency.length),
  };
}

test("each call counts once, by how it ended, and what was refused has no duration", async () => {
  const upstream = ref();
  await call(upstream, answer(false));
  await call(upstream, answer(true));
  await call(upstream, failing(new UpstreamError("UPSTREAM_FAILED", "none", "no", { rpc })));
  await call(upstream, failing(new UpstreamError("UPSTREAM_TIMEOUT", "unknown", "late")));
  await call(upstream, failing(new UpstreamError("UPSTREAM_TIMEOUT", "none", "a GET that was late")));
  await call(upstream, failing(new UpstreamError("UPSTREAM_UNAVAILABLE", "none", "away")));
  await call(upstream, failing(new TypeError("ours")));
  await flushMinutes();
  expect(await totals(upstream)).toMatchObject({
    calls: 7,
    toolErrors: 2,
    failures: 3,
    refused: 1,
    timed: 6,
  });
});

test("what several processes counted in one minute adds up, bucket by bucket", async () => {
  const upstream = ref();
  for (let time = 0; time < 5; time++) {
    await call(upstream, answer(false));
    await flushMinutes();
  }
  const { calls, timed, buckets } = await totals(upstream);
  expect({ calls, timed }).toEqual({ calls: 5, timed: 5 });
  expect(new Set(buckets)).toEqual(new Set([LATENCY_BUCKETS_MS.length + 1]));
});

test("two at once lose nothing", async () => {
  const upstreams = Array.from({ length: 5 }, ref);
  for (let time = 0; time < 10; time++) {
    await Promise.all(upstreams.map((one) => call(one, answer(false))));
    await Promise.all([flushMinutes(), ...upstreams.map((one) => call(one, answer(true))), flushMinutes()]);
  }
  await flushMinutes();
  for (const one of upstreams) expect(await totals(one)).toMatchObject({ calls: 20, toolErrors: 10 });
});

test("what cannot be written is kept for the next time, and others are written meanwhile", async () => {
  const good = ref();
  const odd = { ...ref(), tenantId: "nobody" };
  await call(odd, answer(false));
  await call(good, answer(false));
  await flushMinutes();
  expect(await totals(good)).toMatchObject({ calls: 1 });
  // It is still there, in the way of nobody.
  await call(good, answer(false));
  await flushMinutes();
  expect(await totals(good)).toMatchObject({ calls: 2 });
});

test("minutes that nobody looks at any more are deleted, this tenant's alone", async () => {
  const upstream = ref();
  await call(upstream, answer(false));
  await flushMinutes();
  await forgetMinutes(tenant.id, Date.now() + 2 * 86_400_000);
  expect(await totals(upstream)).toMatchObject({ calls: 1 });
  await forgetMinutes(newId(), Date.now() + 4 * 86_400_000);
  expect(await totals(upstream)).toMatchObject({ calls: 1 });
  await forgetMinutes(tenant.id, Date.now() + 4 * 86_400_000);
  expect(await totals(upstream)).toMatchObject({ calls: 0 });
});

test("a duration belongs to the first bucket that holds it", () => {
  expect([0, 5, 5.1, 30_000, 30_001].map(bucketOf)).toEqual([0, 0, 1, 11, 12]);
});
