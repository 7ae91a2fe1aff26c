import { beforeAll, expect, test } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "@/tests/db";
import { listReviewQueue } from "../../capabilities";
import type { Ctx } from "../../platform/ctx";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { createUpstream, getUpstream, listUpstreams, upstreamTraffic } from "../index";

let tenant: TestTenant;
let viewer: Ctx;
beforeAll(async () => {
  tenant = await createTenant();
  viewer = ctxFor(tenant.id, tenant.viewer);
});

function create(): Promise<{ id: string }> {
  const target = { kind: "mcp_stdio" as const, config: { server: "filesystem" } };
  return createUpstream(ctxFor(tenant.id, tenant.admin), { slug: `files-${newId()}`, name: "Files", target });
}

test("the list shows what came through in the last hour, and what changed", async () => {
  const { id } = await create();
  const at = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const old = new Date(at.getTime() - 90 * 60_000);
  const common = { upstreamId: id, tenantId: tenant.id };
  const latency = [0, 8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
  const change = {
    added: ["a", "b"],
    suspended: [],
    restored: [],
    retired: ["c"],
    unchanged: 0,
    refused: [],
  };
  await withTenant(tenant.id, async (tx) => {
    await tx.upstreamMinute.createMany({
      data: [
        { ...common, minute: at, calls: 10, toolErrors: 1, failures: 1, latency },
        { ...common, minute: old, calls: 5, latency },
      ],
    });
    await tx.upstreamHealth.createMany({
      data: { ...common, status: "down", since: at, checkedAt: at, error: "Away.", changedAt: at, change },
    });
  });
  const row = (await listUpstreams(viewer, {})).find((one) => one.id === id);
  expect(row).toMatchObject({
    traffic: { calls: 10, errorRate: 0.2, p95Ms: 250 },
    health: { status: "down", error: "Away.", since: at.toISOString() },
    lastChange: { at: at.toISOString(), added: 2, suspended: 0, retired: 1 },
  });
  const points = await upstreamTraffic(viewer, { id, minutes: 360 });
  expect(points).toHaveLength(360);
  expect(points.reduce((all, { calls }) => all + calls, 0)).toBe(15);
});

test("counts what runs, what is suspended and what waits for a person, as the review queue does", async () => {
  const { id } = await create();
  const common = {
    tenantId: tenant.id,
    upstreamId: id,
    inputSchema: {},
    operation: "READ",
    reversible: true,
  };
  const capability = (toolName: string, more: object) => ({
    ...{ ...common, id: newId(), toolName, name: `${id}.${toolName}`, definitionHash: "a", ...more },
  });
  const data = [
    capability("new", {}),
    capability("accepted", { acceptedHash: "a" }),
    capability("changed", { acceptedHash: "b", status: "suspended", suspension: "changed" }),
    capability("rejected", { acceptedHash: "b", status: "suspended", suspension: "rejected" }),
    capability("gone", { status: "retired" }),
  ];
  await withTenant(tenant.id, (tx) => tx.capability.createMany({ data }));
  const counts = { active: 2, suspended: 2, unreviewed: 2 };
  expect((await getUpstream(viewer, id)).capabilities).toEqual(counts);
  const { rows } = await listReviewQueue(viewer, { limit: 200 });
  expect(rows.filter(({ upstream }) => upstream.id === id)).toHaveLength(counts.unreviewed);
});
