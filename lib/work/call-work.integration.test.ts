import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createTenant, type TestTenant } from "@/tests/db";
import { withTenant } from "../platform/db";
import { newId } from "../platform/ids";
import { isObject, type JsonObject } from "../platform/json";
import { callWork, PROJECT_STATES, transitionFault, WORK_TOOLS } from "./index";
import type { ProjectState, WorkAnswer, WorkSuite } from "./types";

let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  tenant = await createTenant();
  other = await createTenant();
});

type Options = { key?: string; tenantId?: string };
function call(name: string, args: JsonObject, { key = newId(), tenantId = tenant.id }: Options = {}) {
  const [suite = "", tool = ""] = name.split(".");
  return callWork({
    ...{ tenantId, suite, tool, arguments: args, idempotencyKey: key },
    agentId: tenant.agent.id,
  });
}

/** What the answer says of its thing. */
function thing(answer: WorkAnswer, kind: WorkSuite): JsonObject {
  const { structuredContent } = answer.result;
  const found = isObject(structuredContent) ? structuredContent[kind] : undefined;
  if (!isObject(found)) throw new Error(JSON.stringify(answer));
  return found;
}
const idOf = (answer: WorkAnswer, kind: WorkSuite) => String(thing(answer, kind).id);
const says = (pattern: RegExp) => ({
  isError: true,
  result: { isError: true, content: [{ type: "text", text: expect.stringMatching(pattern) as string }] },
});
const newProject = async () => idOf(await call("project.create", { name: "Move the office" }), "project");
const newDocument = async () =>
  idOf(await call("document.create", { title: "Plan", body: "Boxes" }), "document");

const leavesOf = (subjectId: string) =>
  withTenant(tenant.id, async (tx) => {
    const leaves = await tx.auditLeaf.findMany({ where: { subjectId }, orderBy: { id: "asc" } });
    return leaves.map(({ action, actorKind, actorId, bytes }) => ({
      ...{ action, actorKind, actorId },
      text: Buffer.from(bytes).toString("utf8"),
    }));
  });

test("a project is created, moved, archived and restored, each with its record", async () => {
  const id = await newProject();
  expect(thing(await call("project.transition", { project_id: id, to: "active" }), "project")).toMatchObject({
    id,
    state: "active",
  });
  expect(thing(await call("project.archive", { project_id: id }), "project")).toMatchObject({
    archived: true,
  });
  expect(await call("project.transition", { project_id: id, to: "done" })).toMatchObject(
    says(/Restore it first/),
  );
  expect(await call("document.create", { title: "A", body: "", project_id: id })).toMatchObject(
    says(/archived/),
  );
  expect(thing(await call("project.restore", { project_id: id }), "project")).toMatchObject({
    archived: false,
  });
  expect(await call("project.restore", { project_id: id })).toMatchObject(says(/not archived/));
  const leaves = await leavesOf(id);
  expect(leaves.map(({ action }) => action)).toEqual([
    "project.created",
    "project.transitioned",
    "project.archived",
    "project.restored",
  ]);
  expect(leaves.every(({ actorKind, actorId }) => actorKind === "agent" && actorId === tenant.agent.id)).toBe(
    true,
  );
});

test("a document is created in a project, deleted and restored; its text is in no record", async () => {
  const project = await newProject();
  const created = await call("document.create", { title: "Plan", body: "Boxes first", project_id: project });
  const id = idOf(created, "document");
  expect(thing(created, "document")).toMatchObject({ project_id: project, deleted: false });
  expect(thing(await call("document.delete", { document_id: id }), "document")).toMatchObject({
    deleted: true,
  });
  expect(await call("document.delete", { document_id: id })).toMatchObject(says(/deleted already/));
  expect(thing(await call("document.restore", { document_id: id }), "document")).toMatchObject({
    deleted: false,
  });
  const kept = await withTenant(tenant.id, (tx) => tx.workDocument.findUniqueOrThrow({ where: { id } }));
  expect(kept).toMatchObject({ body: "Boxes first", deletedAt: null, agentId: tenant.agent.id });
  const leaves = await leavesOf(id);
  expect(leaves.map(({ action }) => action)).toEqual([
    "document.created",
    "document.deleted",
    "document.restored",
  ]);
  expect(JSON.stringify(leaves)).not.toContain("Boxes first");
});

test("every answer fits the schema that its tool declares", async () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const fits = (suite: WorkSuite, tool: string, { result }: WorkAnswer) => {
    const { outputSchema } = WORK_TOOLS[suite].find(({ name }) => name === tool) ?? {};
    const validate = ajv.compile(outputSchema ?? false);
    validate(result.structuredContent);
    expect(validate.errors).toBeNull();
    expect(result.content).toEqual([{ type: "text", text: JSON.stringify(result.structuredContent) }]);
  };
  const created = await call("project.create", { name: "A", description: "B" });
  fits("project", "create", created);
  const at = { project_id: idOf(created, "project") };
  fits("project", "transition", await call("project.transition", { ...at, to: "active" }));
  fits("project", "archive", await call("project.archive", at));
  fits("project", "restore", await call("project.restore", at));
  const written = await call("document.create", { title: "A", body: "" });
  fits("document", "create", written);
  const on = { document_id: idOf(written, "document") };
  fits("document", "delete", await call("document.delete", on));
  fits("document", "restore", await call("document.restore", on));
});

test("twenty calls at once under one key do it once, and all get the same answer", async () => {
  // In the first round most calls wait for a connection to be made; later ones really meet.
  for (const round of [1, 2, 3, 4, 5]) {
    const key = newId();
    const name = `Once ${round} ${key}`;
    const calls = Array.from({ length: 20 }, () => call("project.create", { name }, { key }));
    const answers = await Promise.all(calls);
    const [id = "", ...more] = new Set(answers.map((answer) => idOf(answer, "project")));
    expect(more).toEqual([]);
    expect(await withTenant(tenant.id, (tx) => tx.project.count({ where: { name } }))).toBe(1);
    expect(await leavesOf(id)).toHaveLength(1);
    expect(await call("project.create", { name }, { key })).toEqual(answers[0]);
  }
});

test("a key that was used for something else does nothing", async () => {
  const key = newId();
  const id = idOf(await call("project.create", { name: "First" }, { key }), "project");
  const used = says(/used for another call/);
  expect(await call("project.create", { name: "Second" }, { key })).toMatchObject(used);
  expect(await call("project.archive", { project_id: id }, { key })).toMatchObject(used);
  // Another tenant's keys are its own.
  const theirs = await call("project.create", { name: "Second" }, { key, tenantId: other.id });
  expect(thing(theirs, "project")).toMatchObject({ name: "Second" });
});

test("what was refused stays refused under its key, whatever has become possible since", async () => {
  const id = await newProject();
  const key = newId();
  const toDone = { project_id: id, to: "done" };
  const refused = await call("project.transition", toDone, { key });
  expect(refused).toMatchObject(says(/can become active, cancelled, but not done/));
  await call("project.transition", { project_id: id, to: "active" });
  expect(await call("project.transition", toDone, { key })).toEqual(refused);
  expect(await leavesOf(id)).toHaveLength(2);
});

test("another tenant's projects and documents are none", async () => {
  const project = await newProject();
  const document = await newDocument();
  const as = { tenantId: other.id };
  const none = says(/There is no such/);
  for (const answer of [
    await call("project.transition", { project_id: project, to: "active" }, as),
    await call("project.archive", { project_id: project }, as),
    await call("project.restore", { project_id: project }, as),
    await call("document.create", { title: "A", body: "", project_id: project }, as),
    await call("document.delete", { document_id: document }, as),
    await call("document.restore", { document_id: document }, as),
  ])
    expect(answer).toMatchObject(none);
  expect(await leavesOf(project)).toHaveLength(1);
  expect(await leavesOf(document)).toHaveLength(1);
});

test.each([
  ["project.create", {}, /\/name: /],
  ["project.create", { name: " " }, /\/name: Needs more than spaces/],
  ["project.create", { name: "x".repeat(201) }, /\/name: /],
  ["project.create", { name: "a", owner: "me" }, /owner/],
  ["project.create", { name: "a\0b" }, /characters that are not text/],
  ["project.create", { name: "a\ud800" }, /characters that are not text/],
  ["project.transition", { project_id: "1", to: "gone" }, /\/project_id: .*\/to: /],
  ["document.create", { title: "a", body: "x".repeat(100_001) }, /\/body: /],
  ["document.create", { title: "a", body: "", project_id: null }, /\/project_id: /],
  ["document.purge", {}, /no such built-in tool/],
  ["constructor.create", {}, /no such built-in tool/],
])("%s with %o is an answer that says what is wrong", async (name, args, pattern) => {
  expect(await call(name, args as JsonObject)).toMatchObject(says(pattern));
});

test("a key that cannot be kept is an answer too", async () => {
  for (const key of ["", "x".repeat(201), "a\0"])
    expect(await call("project.create", { name: "A" }, { key })).toMatchObject(says(/key is not usable/));
});

test("two moves at once from one state: the project makes one of them", async () => {
  const id = await newProject();
  const answers = await Promise.all(
    (["active", "cancelled"] as const).map((to) => call("project.transition", { project_id: id, to })),
  );
  const made = answers.filter(({ isError }) => !isError);
  const leaves = await leavesOf(id);
  expect(made.length).toBeGreaterThan(0);
  // Where both were made, one came after the other: their records name each other's states.
  expect(leaves).toHaveLength(1 + made.length);
});

test("no series of calls leaves the state machine", async () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom<readonly string[]>(...PROJECT_STATES.map((to) => ["transition", to])),
    },
    { weight: 1, arbitrary: fc.constantFrom<readonly string[]>(["archive"], ["restore"]) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const id = await newProject();
      let state: ProjectState = "planned";
      let archived = false;
      for (const [tool = "", to] of steps) {
        const args = to === undefined ? { project_id: id } : { project_id: id, to };
        const answer = await call(`project.${tool}`, args);
        const legal =
          tool === "transition"
            ? !archived && transitionFault(state, to as ProjectState) === null
            : archived === (tool === "restore");
        expect(answer.isError).toBe(!legal);
        if (!legal) continue;
        if (tool === "transition") {
          expect(answer.result.structuredContent).toMatchObject({ previous_state: state });
          state = to as ProjectState;
        } else archived = tool === "archive";
        expect(thing(answer, "project")).toMatchObject({ state, archived });
      }
      const row = await withTenant(tenant.id, (tx) => tx.project.findUniqueOrThrow({ where: { id } }));
      expect({ state: row.state, archived: row.archivedAt !== null }).toEqual({ state, archived });
    }),
    { numRuns: 25 },
  );
});
