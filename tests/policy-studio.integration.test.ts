import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGateway, stopSnapshots } from "../lib/gateway";
import type { Ctx } from "../lib/platform/ctx";
import { closeEvents } from "../lib/platform/events";
import {
  addTestsOfCalls,
  compareRevision,
  createDraft,
  getRevision,
  listRevisions,
  saveDraft,
} from "../lib/revisions";
import { createTenant, ctxFor, type TestTenant } from "./db";
import { gatewayWorld, WORLD_POLICY } from "./gateway-world";
import { RestClient } from "./rest-client";

/** Denies what the policy in force allows. */
const CLOSED = `version: 1
rules:
  - { id: closed, principals: ["agent:*"], capabilities: [open.echo], action: DENY, reason: Closed. }
`;

const app = createGateway();
let world: TestTenant;
let admin: Ctx;
let client: RestClient;

beforeAll(async () => {
  world = await gatewayWorld();
  admin = ctxFor(world.id, world.admin);
  client = await RestClient.open(app, world);
});
afterAll(async () => {
  await stopSnapshots();
  await closeEvents();
});

const draft = async (document: string, tests = "", ctx = admin): Promise<string> =>
  (await createDraft(ctx, { from: { kind: "text", document, tests } })).id;

describe("comparing a revision", () => {
  it("says what a draft means beside the revision in force", async () => {
    const id = await draft(CLOSED);
    const diff = await compareRevision(admin, { id, against: "published" });
    expect(diff).toMatchObject({ tightens: true, loosens: false });
    expect(diff.rules.added).toEqual(["closed"]);
    expect(diff.against).not.toBeNull();
    const same = await draft(WORLD_POLICY);
    expect(await compareRevision(admin, { id: same, against: "published" })).toMatchObject({
      ...{ tightens: false, loosens: false, changes: [] },
    });
  });

  it("compares with what it was drafted from, and with nothing where that is nothing", async () => {
    const first = await draft(CLOSED);
    const { id } = await createDraft(admin, { from: { kind: "revision", revisionId: first } });
    expect(await compareRevision(admin, { id, against: "base" })).toMatchObject({
      against: first,
      changes: [],
    });
    expect(await compareRevision(admin, { id: first, against: "base" })).toMatchObject({ against: null });
  });

  it("says which text is no policy", async () => {
    const id = await draft("rules: 7");
    const { number } = await getRevision(admin, { id });
    await expect(compareRevision(admin, { id, against: "published" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(`revision ${number} is not a policy`) as string,
    });
  });

  it("finds nothing of another tenant", async () => {
    const id = await draft(CLOSED);
    const other = await createTenant();
    const stranger = ctxFor(other.id, other.admin);
    await expect(compareRevision(stranger, { id, against: "published" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("making tests of real calls", () => {
  it("adds one per call that expects what the draft answers, and saves the draft", async () => {
    const calls = [await client.call(), await client.call()].map(({ body }) => String(body.call_id));
    const id = await draft(CLOSED, "# mine\nversion: 1\ntests: []\n");
    const made = await addTestsOfCalls(admin, { id, version: 1, callIds: calls });
    expect(made).toMatchObject({ added: 2, version: 2 });
    const { tests, document, version } = await getRevision(admin, { id });
    expect({ document, version }).toEqual({ document: CLOSED, version: 2 });
    expect(tests).toContain("# mine");
    for (const callId of calls) expect(tests).toContain(callId);
    expect(tests.match(/action: DENY\n\s+rule: closed/g)).toHaveLength(2);
  });

  it("adds none where somebody saved the draft meanwhile", async () => {
    const callId = String((await client.call()).body.call_id);
    const id = await draft(CLOSED);
    await saveDraft(admin, { id, version: 1, title: "", document: CLOSED, tests: "# theirs\n" });
    await expect(addTestsOfCalls(admin, { id, version: 1, callIds: [callId] })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await getRevision(admin, { id })).tests).toBe("# theirs\n");
  });

  it("adds none to tests that can't be read, and leaves them as they were typed", async () => {
    const callId = String((await client.call()).body.call_id);
    const id = await draft(CLOSED, "tests: [half");
    await expect(addTestsOfCalls(admin, { id, version: 1, callIds: [callId] })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await getRevision(admin, { id })).toMatchObject({ tests: "tests: [half", version: 1 });
  });

  it("is refused from who may not edit, and for calls of another tenant", async () => {
    const callId = String((await client.call()).body.call_id);
    const id = await draft(CLOSED);
    const reviewer = ctxFor(world.id, world.reviewer);
    await expect(addTestsOfCalls(reviewer, { id, version: 1, callIds: [callId] })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const other = await gatewayWorld();
    const stranger = ctxFor(other.id, other.admin);
    const theirs = await draft(CLOSED, "", stranger);
    await expect(
      addTestsOfCalls(stranger, { id: theirs, version: 1, callIds: [callId] }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the list of revisions", () => {
  it("can be asked for some states only", async () => {
    await draft(CLOSED);
    const { rows } = await listRevisions(admin, { state: ["draft"] });
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["draft"]));
    const published = await listRevisions(admin, { state: ["published"] });
    expect(published.rows).toHaveLength(1);
  });
});
