import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { listApprovals } from "../../lib/approvals";
import { listLeaves } from "../../lib/audit";
import { getCall, listCapabilityCalls, listRecentCalls, listSessions, readSession } from "../../lib/calls";
import type { Ctx } from "../../lib/platform/ctx";
import { listDecisions } from "../../lib/traffic";
import { ECHO } from "../../tests/echo-tenant";
import { ctxFor } from "../../tests/factories";
import type { Figure, Job } from "../suite";
import { callOf, capacityOf, type Stage } from "./calls";
import { fill } from "./fill";
import { RETIRED } from "./fill-statements";

/** "Empty" has enough for every list to fill its first page: a page without rows is no measure of one with rows. */
const BASE = 10_000;
const RUNS = 25;
/** What else the machine did in one of them is not the page's. */
const ROUNDS = 3;
const ALLOWED = 1.2;
/** Below this difference a median says nothing about the database. */
const NOISE_MS = 0.5;
const GIB = 2 ** 30;
const GIB_PER_MILLION = 3.5;

type Page = { name: string; read: (ctx: Ctx, known: Known) => Promise<unknown> };
type Known = { callId: string; sessionId: string; retiredId: string };

/** What the console reads for its lists, by the same verbs. */
const PAGES: readonly Page[] = [
  { name: "recent calls", read: (ctx) => listRecentCalls(ctx, { limit: 50 }) },
  { name: "sessions", read: (ctx) => listSessions(ctx, {}) },
  { name: "sessions, an old page", read: (ctx, { sessionId }) => listSessions(ctx, { cursor: sessionId }) },
  { name: "one session", read: (ctx, { sessionId }) => readSession(ctx, sessionId) },
  { name: "one call", read: (ctx, { callId }) => getCall(ctx, callId) },
  { name: "calls of a capability", read: (ctx) => listCapabilityCalls(ctx, { capability: ECHO, limit: 50 }) },
  { name: "audit log", read: (ctx) => listLeaves(ctx, {}) },
  { name: "audit log of people's changes", read: (ctx) => listLeaves(ctx, { category: "control" }) },
  { name: "sessions of a retired agent", read: (ctx) => listSessions(ctx, { agent: [RETIRED.agent] }) },
  {
    name: "calls of a retired capability",
    read: (ctx) => listCapabilityCalls(ctx, { capability: RETIRED.capability, limit: 50 }),
  },
  {
    name: "decisions on a retired agent",
    read: (ctx, { retiredId }) => listDecisions(ctx, { range: "30d", agent: retiredId }),
  },
  {
    name: "audit log about a retired agent",
    read: (ctx, { retiredId }) => listLeaves(ctx, { about: retiredId }),
  },
  { name: "audit log by people", read: (ctx) => listLeaves(ctx, { actorKind: "user" }) },
  { name: "approvals waiting", read: (ctx) => listApprovals(ctx, { view: "team" }) },
  { name: "approvals decided", read: (ctx) => listApprovals(ctx, { view: "decided" }) },
];

/** How much dearer a call, and each list of the console, become with what is stored already. */
export async function stored(
  stage: Stage,
  counts: readonly number[],
  seconds: number,
  { log }: Pick<Job, "log">,
): Promise<Figure[]> {
  const { world, load } = stage;
  const most = Math.max(BASE, ...counts);
  const figures: Figure[] = [];
  const empty = new Map<string, number>();
  let have = 0;
  for (const count of counts) {
    const want = Math.max(BASE, count);
    await roomFor(want - have);
    await fill(world, { from: have, to: want, of: most }, log);
    have = want;
    const of = `with ${count === 0 ? "none" : `${count / 1_000_000} million`} stored`;
    const rate = await capacityOf(load, callOf(world, world.port), seconds);
    const emptyRate = empty.get("calls");
    figures.push({
      ...{ name: `calls/s ${of}`, value: rate, unit: "calls/s" },
      ...(emptyRate === undefined ? {} : { limit: { least: emptyRate / ALLOWED } }),
    });
    if (emptyRate === undefined) empty.set("calls", rate);
    for (const page of PAGES) figures.push(await measure(stage, page, of, empty));
  }
  return figures;
}

async function measure(
  { world }: Stage,
  page: Page,
  of: string,
  empty: Map<string, number>,
): Promise<Figure> {
  const { tenant, superuser } = world;
  const ctx = ctxFor(tenant.id, tenant.admin);
  const { rows } = await superuser.query<Known>(MIDDLE, [tenant.id, RETIRED.agent]);
  const medians: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    medians.push(await medianOfRuns(() => page.read(ctx, rows[0]!)));
  const median = Math.min(...medians);
  const was = empty.get(page.name);
  if (was === undefined) empty.set(page.name, median);
  return {
    ...{ name: `${page.name}, median ${of}`, value: median, unit: "ms" },
    ...(was === undefined ? {} : { limit: { most: Math.max(was * ALLOWED, was + NOISE_MS) } }),
  };
}

async function medianOfRuns(read: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const began = performance.now();
    await read();
    // The first one finds nothing warm.
    if (run > 0) took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

/** A call that is as old as half of them; its session is one of a hundred calls. */
const MIDDLE = `SELECT id AS "callId", session_id AS "sessionId",
    (SELECT id FROM agents WHERE tenant_id = $1 AND name = $2) AS "retiredId"
  FROM decisions
  WHERE tenant_id = $1 AND id > uuid7_floor(now() - interval '12 days') AND session_id IS NOT NULL ORDER BY id LIMIT 1`;

async function roomFor(decisions: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const needed = (decisions / 1_000_000) * GIB_PER_MILLION;
  const free = (bavail * bsize) / GIB;
  if (free < needed)
    throw new Error(
      `Storing takes about ${Math.ceil(needed)} GiB of disk, ${Math.floor(free)} are free; AGENTGATE_PROVE_ROWS stores fewer.`,
    );
}
