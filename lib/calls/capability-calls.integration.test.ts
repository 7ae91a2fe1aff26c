import { expect, it } from "vitest";
import { heldCall, heldWorld, person } from "../../tests/held-calls";
import { listCapabilityCalls } from "./capability-calls";

it("lists the calls of one capability of one tenant, newest first, with who called and what became of them", async () => {
  const world = await heldWorld();
  const other = await heldWorld();
  const [first, second] = [await heldCall(world), await heldCall(world)];
  await heldCall(other);
  const viewer = await person(world.tenantId, ["viewer"]);
  const { capability } = world;
  const calls = await listCapabilityCalls(viewer, { capability });
  expect(calls.map(({ id }) => id)).toEqual([second.callId, first.callId]);
  expect(calls[0]).toMatchObject({ agent: "files-bot", state: "held", sessionId: world.sessionId });
  expect(await listCapabilityCalls(viewer, { capability, limit: 1 })).toHaveLength(1);
  expect(await listCapabilityCalls(viewer, { capability, executed: true })).toHaveLength(2);
  expect(await listCapabilityCalls(viewer, { capability: "io.fs.other" })).toEqual([]);
});

it("is for people who may read sessions, and takes nothing that it does not know", async () => {
  const { tenantId, capability } = await heldWorld();
  const nobody = await person(tenantId, []);
  await expect(listCapabilityCalls(nobody, { capability })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const viewer = await person(tenantId, ["viewer"]);
  const unknown = { capability, more: 1 } as { capability: string };
  await expect(listCapabilityCalls(viewer, unknown)).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
