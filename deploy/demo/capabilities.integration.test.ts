import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTenant, ctxFor } from "@/tests/db";
import {
  dryRunCompensation,
  getCapability,
  listCapabilities,
  reviewCapability,
  type CapabilitySpec,
} from "../../lib/capabilities";
import type { Ctx } from "../../lib/platform/ctx";
import { withTenant } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import type { JsonObject } from "../../lib/platform/json";
import { closeUpstreams, createUpstream, syncUpstream } from "../../lib/upstreams";
import { callWork } from "../../lib/work";
import { DEMO_CAPABILITIES } from "./capabilities";
import { WORK_SPECS } from "./work-capabilities";

const folder = mkdtempSync(join(tmpdir(), "agentgate-demo-"));
afterAll(async () => {
  await closeUpstreams();
  rmSync(folder, { recursive: true });
});

test("the review covers every tool of the real filesystem server, and each of its words fits", async () => {
  const tenant = await createTenant();
  const ctx = ctxFor(tenant.id, tenant.admin);
  const id = newId();
  const config = { command: "node", args: ["npm:@modelcontextprotocol/server-filesystem", folder] };
  const data = { id, tenantId: tenant.id, slug: "io.fs", name: "Files", kind: "mcp_stdio", config };
  await withTenant(tenant.id, (tx) => tx.upstream.createMany({ data }));
  const { added, refused } = await syncUpstream(ctx, id);
  expect(refused).toEqual([]);
  expect(added.toSorted()).toEqual(Object.keys(DEMO_CAPABILITIES).toSorted());
  await reviewAll(ctx, DEMO_CAPABILITIES);
});

async function reviewAll(ctx: Ctx, specs: Readonly<Record<string, CapabilitySpec>>): Promise<void> {
  const { rows } = await listCapabilities(ctx, { limit: 200 });
  for (const row of rows) {
    const { toolName, definitionHash, updatedAt } = await getCapability(ctx, row.id);
    const spec = specs[toolName];
    if (!spec) continue;
    await reviewCapability(ctx, { capabilityId: row.id, definitionHash, updatedAt, spec });
  }
  expect((await listCapabilities(ctx, { limit: 200 })).rows.every((row) => row.reviewed)).toBe(true);
}

test.each(["project", "document"] as const)(
  "the review covers every built-in %s tool, and what it says of taking back is what can be done",
  async (suite) => {
    const tenant = await createTenant();
    const ctx = ctxFor(tenant.id, tenant.admin);
    const target = { kind: "builtin" as const, config: { suite } };
    const { id } = await createUpstream(ctx, { slug: suite, name: suite, target });
    const { added, refused } = await syncUpstream(ctx, id);
    expect(refused).toEqual([]);
    expect(added.toSorted()).toEqual(Object.keys(WORK_SPECS[suite]).toSorted());
    await reviewAll(ctx, WORK_SPECS[suite]);

    const call = (tool: string, args: JsonObject) =>
      callWork({ tenantId: tenant.id, suite, tool, arguments: args, idempotencyKey: newId() });
    const args = suite === "project" ? { name: "Move the office" } : { title: "Plan", body: "" };
    const { result } = await call("create", args);
    const { rows } = await listCapabilities(ctx, { q: `${suite}.create` });
    const { compensation } = WORK_SPECS[suite].create;
    const plan = await dryRunCompensation(ctx, {
      capabilityId: rows[0]?.id ?? "",
      compensation: { capability: compensation.capability ?? "", mapping: compensation.mapping ?? {} },
      arguments: args,
      result,
    });
    expect(plan.faults).toEqual([]);
    const [, tool = ""] = plan.capability.split(".");
    expect(await call(tool, plan.arguments)).toMatchObject({ isError: false });
  },
);
