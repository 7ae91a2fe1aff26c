import { beforeEach, describe, expect, test } from "vitest";
import { createTenant, ctxFor } from "@/tests/db";
import { registryWorld, type RegistryWorld } from "@/tests/registry-world";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import type { JsonObject } from "../platform/json";
import {
  acceptReadOnly,
  countReviewQueue,
  listCapabilities,
  listReviewQueue,
  reversibleWriteSpec,
  type HttpBinding,
  type ReviewQueueRow,
  type Tool,
} from "./index";

let world: RegistryWorld;

const words = { scope: "", effects: "", justification: "because", consequence: "" };
const tool = (name: string, annotations: JsonObject = {}, more: Partial<Tool> = {}): Tool => ({
  name,
  inputSchema: { type: "object" },
  annotations,
  ...more,
});
const READS = { readOnlyHint: true };

beforeEach(async () => {
  world = await registryWorld();
});

async function queue(filters: object = {}, limit = 2): Promise<ReviewQueueRow[]> {
  const rows: ReviewQueueRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await listReviewQueue(ctxFor(world.tenant.id, world.tenant.viewer), {
      ...filters,
      limit,
      ...(cursor !== null && { cursor }),
    });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

describe("the review queue", () => {
  test("has what is suspended first, then what waits longest, each once over all pages", async () => {
    await world.offer(tool("a"), tool("b"), tool("c"), tool("d"), tool("e"));
    for (const name of ["io.fs.a", "io.fs.b", "io.fs.d"]) await world.accept(name);
    await world.offer(tool("a"), tool("b", READS), tool("c"), tool("d"), tool("e"));
    await world.offer(tool("a"), tool("b", READS), tool("c"), tool("d", READS), tool("e"), tool("f"));
    const rows = await queue();
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ["io.fs.b", "suspended"],
      ["io.fs.d", "suspended"],
      ["io.fs.c", "active"],
      ["io.fs.e", "active"],
      ["io.fs.f", "active"],
    ]);
    expect(await countReviewQueue(world.admin)).toBe(5);
    await world.accept("io.fs.c");
    expect(await countReviewQueue(world.admin)).toBe(4);
  });

  test("of one upstream, or of what may be accepted together", async () => {
    await world.offer(tool("reads", READS), tool("writes"));
    await world.addUpstream("io.net", "mcp_http");
    await world.offer(tool("gets", READS));
    const names = async (filters: object) => (await queue(filters)).map(({ name }) => name);
    expect(await names({ upstream: "io.net" })).toEqual(["io.net.gets"]);
    expect(await names({ readOnly: true })).toEqual(["io.fs.reads", "io.net.gets"]);
    expect(await names({ readOnly: false })).toEqual(["io.fs.writes"]);
  });

  test("says the same of what only reads as the database that filters it", async () => {
    const hints: JsonObject[] = [
      {},
      READS,
      { ...READS, destructiveHint: true },
      { ...READS, destructiveHint: false },
      { ...READS, destructiveHint: null },
      { readOnlyHint: "true" },
      { readOnlyHint: 1 },
      { readOnlyHint: null },
    ];
    const methods = ["GET", "HEAD", "POST", "OPTIONS"] as const;
    await world.offer(...hints.map((annotations, index) => tool(`t${"abcdefgh"[index]}`, annotations)), {
      name: "bare",
      inputSchema: {},
    });
    const changed = tool("accepted", { ...READS, title: "New" });
    await world.offer(
      ...hints.map((annotations, index) => tool(`t${"abcdefgh"[index]}`, annotations)),
      tool("accepted", READS),
    );
    await world.accept("io.fs.accepted");
    await world.offer(
      ...hints.map((annotations, index) => tool(`t${"abcdefgh"[index]}`, annotations)),
      changed,
    );
    await world.addUpstream("api", "http");
    const binding: Omit<HttpBinding, "method"> = { path: "/a", parameters: [], body: null, accept: "*/*" };
    await world.offer(
      ...methods.map((method) => tool(`m_${method}`, READS, { binding: { ...binding, method } })),
    );
    const all = await queue({}, 7);
    const yes = all.filter((one) => one.readOnly).map((one) => one.name);
    expect(yes.toSorted()).toEqual(["api.m_GET", "api.m_HEAD", "io.fs.tb", "io.fs.td", "io.fs.te"]);
    expect((await queue({ readOnly: true })).map((one) => one.name).toSorted()).toEqual(yes.toSorted());
    expect(await queue({ readOnly: false })).toHaveLength(all.length - yes.length);
  });

  test("is for members, and its cursor is not anybody's words", async () => {
    await world.offer(tool("a"));
    const other = await createTenant();
    expect((await listReviewQueue(ctxFor(other.id, other.admin), {})).rows).toEqual([]);
    expect(await countReviewQueue(ctxFor(other.id, other.admin))).toBe(0);
    for (const cursor of [
      "x",
      "s.1.2",
      `b.1.${newId()}`,
      `s.99999999999999.${newId()}`,
      `a.1.${"-".repeat(36)}`,
    ])
      await expect(listReviewQueue(world.admin, { cursor })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await listReviewQueue(world.admin, { cursor: `s.9999999999999.${newId()}` })).toMatchObject({
      rows: [{ name: "io.fs.a" }],
    });
    expect((await listReviewQueue(world.admin, { cursor: `a.9999999999999.${newId()}` })).rows).toEqual([]);
  });
});

test("the list shows what a person has accepted, or what nobody has", async () => {
  await world.offer(tool("a"), tool("b"), tool("c"));
  await world.accept("io.fs.a");
  await world.accept("io.fs.b");
  await world.offer(tool("a"), tool("b", READS), tool("c"));
  const names = async (reviewed: boolean) =>
    (await listCapabilities(world.admin, { reviewed })).rows.map(({ name }) => name);
  expect(await names(true)).toEqual(["io.fs.a"]);
  expect(await names(false)).toEqual(["io.fs.b", "io.fs.c"]);
});

describe("accepting what only reads", () => {
  const items = (rows: ReviewQueueRow[]) =>
    rows.map(({ id, definitionHash }) => ({ capabilityId: id, definitionHash }));

  test("makes each LOW, with a revision and a leaf of its own", async () => {
    await world.offer(tool("a", READS), tool("b", READS));
    const rows = await queue();
    const report = await acceptReadOnly(world.admin, { items: items(rows), reason: "Looked through them." });
    expect(report).toEqual({ accepted: ["io.fs.a", "io.fs.b"], refused: [] });
    expect(await world.named("io.fs.a")).toMatchObject({
      riskLevel: "LOW",
      reviewed: true,
      reviewedById: world.tenant.admin.id,
      spec: {
        operation: "READ",
        risk: { justification: `Accepted as read-only by ${world.tenant.admin.name}.` },
      },
    });
    const written = await withTenant(world.tenant.id, (tx) =>
      tx.capabilityRevision.findMany({
        where: { kind: "reviewed" },
        select: { reason: true, authorId: true },
      }),
    );
    expect(written).toEqual(
      Array(2).fill({ reason: "Looked through them.", authorId: world.tenant.admin.id }),
    );
    const leaves = await withTenant(world.tenant.id, (tx) =>
      tx.auditLeaf.count({ where: { action: "capability.reviewed" } }),
    );
    expect(leaves).toBe(2);
  });

  test("is stopped by nothing but itself: what changed, went or writes is refused, each with its reason", async () => {
    await world.offer(
      tool("a", READS),
      tool("b", READS),
      tool("c", READS),
      tool("writes"),
      tool("d", READS),
      tool("e", READS),
    );
    const rows = await queue({}, 50);
    await world.accept("io.fs.e");
    await world.offer(
      tool("a", READS),
      tool("b", { ...READS, title: "New" }),
      tool("writes"),
      tool("d", READS),
      tool("e", READS),
    );
    const nobody = { capabilityId: newId(), definitionHash: "0".repeat(64) };
    const report = await acceptReadOnly(world.admin, { items: [nobody, ...items(rows)] });
    expect(report.accepted).toEqual(["io.fs.a", "io.fs.d"]);
    expect(report.refused).toEqual([
      { name: nobody.capabilityId, reason: "There is no such capability." },
      { name: "io.fs.b", reason: expect.stringMatching(/has changed since/) as string },
      { name: "io.fs.c", reason: expect.stringMatching(/no longer offers/) as string },
      { name: "io.fs.writes", reason: expect.stringMatching(/by itself/) as string },
      { name: "io.fs.e", reason: expect.stringMatching(/accepted it already/) as string },
    ]);
  });

  test("never takes a change of what a person accepted before", async () => {
    await world.offer(tool("a", READS));
    await world.accept("io.fs.a", reversibleWriteSpec(words));
    await world.offer(tool("a", { ...READS, title: "New" }));
    expect(await acceptReadOnly(world.admin, { items: items(await queue()) })).toMatchObject({
      accepted: [],
    });
    expect(await world.named("io.fs.a")).toMatchObject({ status: "suspended", operation: "WRITE" });
  });

  test("is for administrators of that tenant", async () => {
    await world.offer(tool("a", READS));
    const seen = { items: items(await queue()) };
    await expect(acceptReadOnly(ctxFor(world.tenant.id, world.tenant.reviewer), seen)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const other = await createTenant();
    const report = await acceptReadOnly(ctxFor(other.id, other.admin), seen);
    expect(report).toEqual({
      accepted: [],
      refused: [{ name: seen.items[0]?.capabilityId, reason: "There is no such capability." }],
    });
  });
});
