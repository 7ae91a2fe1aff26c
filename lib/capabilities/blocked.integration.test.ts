import { beforeEach, describe, expect, test } from "vitest";
import { registryWorld, type RegistryWorld } from "@/tests/registry-world";
import { withTenant } from "../platform/db";
import { countReviewQueue, listCapabilityRevisions, type Tool } from "./index";

const NAME = "io.fs.read";
const tool = (description: string): Tool => ({ name: "read", description, inputSchema: { type: "object" } });
const HUGE = tool("x".repeat(600_000));

let world: RegistryWorld;
beforeEach(async () => {
  world = await registryWorld();
});

async function newest() {
  const { id: capabilityId } = await world.named(NAME);
  return (await listCapabilityRevisions(world.admin, { capabilityId, limit: 1 })).rows[0];
}
const openAlerts = () =>
  withTenant(world.tenant.id, (tx) =>
    tx.alert.findMany({ where: { tenantId: world.tenant.id, resolvedAt: null } }),
  );

describe("a definition that cannot be registered", () => {
  test("suspends what a person accepted, with an alert and the true reason, until that is back", async () => {
    await world.offer(tool("Reads."));
    await world.accept(NAME);
    expect(await world.offer(HUGE)).toMatchObject({
      ...{ suspended: ["read"], retired: [], refused: [{ tool: "read" }] },
    });
    expect(await world.offer(HUGE)).toMatchObject({ suspended: [], retired: [] });
    expect(await world.named(NAME)).toMatchObject({
      ...{ status: "suspended", suspension: "changed", description: "Reads." },
    });
    const reason = expect.stringContaining(
      "which cannot be registered. The definition is larger than 512 KiB.",
    ) as string;
    expect(await newest()).toMatchObject({ number: 3, kind: "changed", reason });
    expect(await openAlerts()).toMatchObject([{ severity: "critical", detail: reason }]);
    expect(await countReviewQueue(world.admin)).toBe(0);
    await expect(world.accept(NAME)).rejects.toMatchObject({
      ...{ code: "CONFLICT", message: expect.stringMatching(/cannot be registered/) as string },
    });
    expect(await world.offer(tool("Reads."))).toMatchObject({ restored: ["read"] });
    expect(await world.named(NAME)).toMatchObject({ status: "active", reviewed: true });
    expect(await openAlerts()).toEqual([]);
  });

  test("ends its alert where the tool goes away altogether", async () => {
    await world.offer(tool("Reads."));
    await world.accept(NAME);
    await world.offer(HUGE);
    expect(await world.offer()).toMatchObject({ retired: ["read"] });
    expect(await openAlerts()).toEqual([]);
  });

  test("suspends what runs unreviewed until a person accepts what is offered then", async () => {
    await world.offer(tool("Reads."));
    await world.offer(tool("Reads."), tool("Also reads."));
    expect(await world.named(NAME)).toMatchObject({ status: "suspended", reviewed: false });
    expect((await newest())?.reason).toContain("lists this name more than once");
    await world.offer(tool("Reads."));
    expect(await world.named(NAME)).toMatchObject({ status: "suspended" });
    expect(await world.accept(NAME)).toMatchObject({ status: "active" });
  });
});
