import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/tests/db";
import { listCapabilities } from "../lib/capabilities";
import { systemCtx } from "../lib/platform/ctx";
import { withTenant } from "../lib/platform/db";
import { setEnv } from "../lib/platform/env/process";
import { installPolicy } from "../lib/revisions";
import { listUpstreams, setUpstreamEnabled } from "../lib/upstreams";
import { seed } from "./seed";

// The demo tenant has the same id everywhere: in a database of its own, nobody else's test meets it.
await testDatabase("seed");

const DEMO = "0190a000-0000-7000-8000-00000000d301";
const ctx = systemCtx(DEMO, "test");
const folder = mkdtempSync(join(tmpdir(), "agentgate-seed-"));
beforeAll(async () => {
  setEnv({ AGENTGATE_DIR: folder });
  // An installation of people who have published a policy of their own.
  const tenant = { id: DEMO, slug: "demo", name: "Demo" };
  await withTenant(DEMO, (tx) => tx.tenant.createMany({ data: tenant, skipDuplicates: true }));
  const deployed = await withTenant(DEMO, (tx) => tx.policyDeployment.count());
  if (deployed === 0) await installPolicy(ctx, "version: 1\ndefault: DENY\nrules: []\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All that a second run must not change. */
const present = () =>
  withTenant(DEMO, async (tx) => ({
    epoch: (await tx.tenant.findUniqueOrThrow({ where: { id: DEMO } })).controlEpoch,
    leaves: await tx.auditLeaf.count(),
    policies: (await tx.policyRevision.findMany()).map(({ number, hash, state }) => ({
      number,
      hash,
      state,
    })),
    capabilities: await tx.capability.count(),
    upstreams: await tx.upstream.count(),
  }));

test("an installation from before gets our own tools, reviewed, and keeps the policy that its people published", async () => {
  const before = (await present()).policies;
  await seed();
  const upstreams = await listUpstreams(ctx, {});
  expect(upstreams.map(({ slug, kind }) => [slug, kind])).toEqual([
    ["document", "builtin"],
    ["io.fs", "mcp_stdio"],
    ["project", "builtin"],
  ]);
  const { rows } = await listCapabilities(ctx, { limit: 200 });
  expect(rows.filter(({ upstream }) => upstream.slug !== "io.fs").map(({ name }) => name)).toEqual([
    "document.create",
    "document.delete",
    "document.restore",
    "project.archive",
    "project.create",
    "project.restore",
    "project.transition",
  ]);
  expect(rows.filter(({ reviewed }) => !reviewed)).toEqual([]);
  expect((await present()).policies).toEqual(before);
});

test("seeding again changes nothing", async () => {
  const before = await present();
  await seed();
  expect(await present()).toEqual(before);
});

test("what somebody has disabled stays disabled, and stops nothing else", async () => {
  const own = (await listUpstreams(ctx, {})).filter(({ slug }) => slug !== "document");
  for (const { id } of own) await setUpstreamEnabled(ctx, { id, enabled: false });
  const before = await present();
  await seed();
  expect(await present()).toEqual(before);
  const enabled = (await listUpstreams(ctx, {})).filter((row) => row.enabled);
  expect(enabled.map(({ slug }) => slug)).toEqual(["document"]);
});
