import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTenant, ctxFor } from "@/tests/db";
import { getCapability, listCapabilities, reviewCapability } from "../../lib/capabilities";
import { withTenant } from "../../lib/platform/db";
import { newId } from "../../lib/platform/ids";
import { closeUpstreams, syncUpstream } from "../../lib/upstreams";
import { DEMO_CAPABILITIES } from "./capabilities";

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
  const { rows } = await listCapabilities(ctx, { limit: 200 });
  for (const row of rows) {
    const { toolName, definitionHash } = await getCapability(ctx, row.id);
    const spec = DEMO_CAPABILITIES[toolName];
    if (spec) await reviewCapability(ctx, { capabilityId: row.id, definitionHash, spec });
  }
  expect((await listCapabilities(ctx, { limit: 200 })).rows.every((row) => row.reviewed)).toBe(true);
});
