import { beforeEach, expect, test } from "vitest";
import { createTenant, ctxFor } from "@/tests/db";
import { registryWorld, type RegistryWorld } from "@/tests/registry-world";
import type { JsonObject } from "../platform/json";
import {
  dryRunCompensation,
  reversibleWriteSpec,
  type CapabilitySpec,
  type CompensationMapping,
  type Tool,
} from "./index";

let world: RegistryWorld;

const tool = (name: string, more: Partial<Tool>): Tool => ({
  name,
  inputSchema: { type: "object" },
  ...more,
});
const text = { type: "string" };
const move = tool("move", {
  inputSchema: {
    type: "object",
    properties: { source: text, destination: text },
    required: ["source", "destination"],
    additionalProperties: false,
  },
});
const create = tool("create", {
  inputSchema: { type: "object", properties: { name: text } },
  outputSchema: { type: "object", properties: { id: text } },
});
const remove = tool("remove", {
  inputSchema: {
    type: "object",
    properties: { id: text },
    required: ["id"],
    additionalProperties: false,
  },
});
const swap: CompensationMapping = {
  source: { from: "arguments", pointer: "/destination" },
  destination: { from: "arguments", pointer: "/source" },
};
const byId: CompensationMapping = { id: { from: "result", pointer: "/structuredContent/id" } };
const words = { scope: "", effects: "", justification: "because", consequence: "" };
const undo = (capability: string, mapping?: CompensationMapping): CapabilitySpec =>
  reversibleWriteSpec(words, { capability, ...(mapping && { mapping }) });
const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

beforeEach(async () => {
  world = await registryWorld();
  await world.offer(move, create, remove);
});

test("is stored with its mapping, and shown with it", async () => {
  await world.accept("io.fs.create", undo("io.fs.remove", byId));
  await world.accept("io.fs.move", undo("io.fs.move", swap));
  expect((await world.named("io.fs.create")).spec.compensation).toEqual({
    supported: true,
    strategy: "",
    capability: "io.fs.remove",
    mapping: byId,
  });
});

test.each<[string, string, CompensationMapping | undefined, string]>([
  ["a capability there is not", "io.fs.none", undefined, "/capability"],
  ["itself with nothing changed", "io.fs.create", undefined, "/capability"],
  [
    "itself with its own arguments",
    "io.fs.create",
    { name: { from: "arguments", pointer: "/name" } },
    "/capability",
  ],
  ["one whose required argument stays empty", "io.fs.remove", {}, "/mapping/id"],
  [
    "from a place that is not",
    "io.fs.remove",
    { id: { from: "result", pointer: "/structuredContent/uuid" } },
    "/mapping/id",
  ],
  ["an argument that is not", "io.fs.remove", { ...byId, "a/b": { value: 1 } }, "/mapping/a~1b"],
  ["a constant that does not fit", "io.fs.remove", { id: { value: 7 } }, "/mapping/id"],
])("by %s is refused, and nothing is stored", async (_, capability, mapping, pointer) => {
  const before = await world.named("io.fs.create");
  const error = await faultOf(world.accept("io.fs.create", undo(capability, mapping)));
  expect(error).toMatchObject({
    code: "INVALID_INPUT",
    faults: [{ pointer: `/spec/compensation${pointer}` }],
  });
  expect(await world.named("io.fs.create")).toEqual(before);
});

test("by what is retired is refused", async () => {
  await world.offer(move, create);
  expect(await faultOf(world.accept("io.fs.create", undo("io.fs.remove", byId)))).toMatchObject({
    faults: [
      {
        pointer: "/spec/compensation/capability",
        detail: expect.stringMatching(/no longer offers/) as string,
      },
    ],
  });
});

test("dry run shows the call that would be made, and what is wrong with it", async () => {
  const viewer = ctxFor(world.tenant.id, world.tenant.viewer);
  const { id: capabilityId } = await world.named("io.fs.create");
  const compensation = { capability: "io.fs.remove", mapping: byId };
  const run = (result: JsonObject, more: object = {}) =>
    dryRunCompensation(viewer, { capabilityId, compensation, arguments: { name: "x" }, result, ...more });
  expect(await run({ structuredContent: { id: "p1" } })).toEqual({
    capability: "io.fs.remove",
    arguments: { id: "p1" },
    faults: [],
  });
  expect(await run({ content: [] })).toEqual({
    capability: "io.fs.remove",
    arguments: {},
    faults: [{ pointer: "/id", detail: "This call's result has nothing at /structuredContent/id." }],
  });
  expect(await run({ structuredContent: { id: 7 } })).toMatchObject({
    faults: [{ pointer: "/id", detail: "Must be of type string." }],
  });
  const nobody = { compensation: { capability: "io.fs.none", mapping: {} } };
  await expect(run({}, nobody)).rejects.toMatchObject({
    faults: [{ pointer: "/compensation/capability" }],
  });
  const other = await createTenant();
  await expect(
    dryRunCompensation(ctxFor(other.id, other.admin), {
      capabilityId,
      compensation,
      arguments: {},
      result: {},
    }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});
