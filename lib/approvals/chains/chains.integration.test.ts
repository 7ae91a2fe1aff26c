import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, ctxFor, type TestTenant } from "../../../tests/factories";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { ChainSpec, type Members } from "../schemas";
import { createTeam } from "../teams/create-team";
import { getChain } from "./get-chain";
import { listChains } from "./list-chains";
import { saveChain } from "./save-chain";
import { tryChain } from "./try-chain";

let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  tenant = await createTenant();
  other = await createTenant();
});

const admin = () => ctxFor(tenant.id, tenant.admin);
const reviewers: Members = { kind: "role", role: "reviewer" };
const spec = (members: Members = reviewers, quorum = 1, more: object = {}) =>
  ChainSpec.parse({
    steps: [{ name: "Decision", groups: [{ name: "Deciders", members, quorum }] }],
    ...more,
  });
const save = (name: string, given: ChainSpec, baseVersion = 0, note = "") =>
  saveChain(admin(), { name, spec: given, baseVersion, note });

async function leaf(id: string) {
  const row = await withTenant(tenant.id, (tx) => tx.auditLeaf.findFirstOrThrow({ where: { id } }));
  return JSON.parse(Buffer.from(row.bytes).toString()) as object;
}

describe("saving a chain", () => {
  it("makes a new version each time, and the record says what was before", async () => {
    const first = await save("saved-twice", spec(), 0, "To begin with");
    const second = await save("saved-twice", spec(reviewers, 2), 1, "Four eyes");
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await leaf(second.auditId)).toMatchObject({
      action: "approval.chain.saved",
      actor: { id: tenant.admin.id },
      data: { name: "saved-twice", version: 2, before: spec(), after: spec(reviewers, 2), note: "Four eyes" },
    });
    const chain = await getChain(ctxFor(tenant.id, tenant.viewer), "saved-twice");
    expect(chain.versions).toMatchObject([
      {
        version: 2,
        note: "Four eyes",
        savedBy: tenant.admin.name,
        changes: ["In Decision: Deciders needs two reviewers, was one reviewer."],
      },
      { version: 1, note: "To begin with", changes: [] },
    ]);
    expect(chain.inWords).toContain("Two reviewers have to say yes.");
  });

  it("raises the control epoch, because the next call is held under it", async () => {
    const epoch = () =>
      withTenant(tenant.id, async (tx) => (await tx.tenant.findFirstOrThrow()).controlEpoch);
    const before = await epoch();
    await save("epoch", spec());
    expect(await epoch()).toBeGreaterThan(before);
  });

  it("is refused where somebody saved in between, also at the same moment", async () => {
    await save("raced", spec());
    await expect(save("raced", spec(reviewers, 2))).rejects.toMatchObject({ code: "CONFLICT" });
    const both = await Promise.allSettled([
      save("raced", spec(reviewers, 2), 1),
      save("raced", spec({ kind: "role", role: "admin" }), 1),
    ]);
    const lost = both.filter((one) => one.status === "rejected");
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: "CONFLICT", meta: { version: 2 } });
    expect((await getChain(admin(), "raced")).version).toBe(2);
  });

  it("is refused where nothing is changed", async () => {
    await save("same", spec());
    await expect(save("same", spec(), 1)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it.each(["viewer", "responder", "reviewer"] as const)(
    "is refused from a %s, who may read it",
    async (role) => {
      const ctx = ctxFor(tenant.id, tenant[role]);
      await expect(saveChain(ctx, { name: "mine", spec: spec(), baseVersion: 0 })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      expect(await listChains(ctx)).not.toEqual([]);
    },
  );

  it("is refused under the name of one that comes with the product", async () => {
    await expect(save("two-admins", spec())).rejects.toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/name" }],
    });
  });

  it("is refused where it names teams or people of nobody's, or of another tenant", async () => {
    const theirs = await createTeam(ctxFor(other.id, other.admin), { name: "Theirs" });
    const at = "/spec/steps/0/groups/0/members";
    for (const [members, pointer] of [
      [{ kind: "team", teamId: theirs.id }, `${at}/teamId`],
      [{ kind: "team", teamId: newId() }, `${at}/teamId`],
      [{ kind: "people", userIds: [tenant.reviewer.id, other.reviewer.id] }, `${at}/userIds`],
    ] as const)
      await expect(save("strangers", spec(members as Members))).rejects.toMatchObject({
        code: "INVALID_INPUT",
        faults: [{ pointer }],
      });
    const beside = spec(reviewers, 1, { fallback: { kind: "team", teamId: theirs.id } });
    await expect(save("strangers", beside)).rejects.toMatchObject({
      faults: [{ pointer: "/spec/fallback/teamId" }],
    });
  });

  it("is refused where its people could never fulfil it, unless the fallback makes up for it", async () => {
    await expect(save("too-many", spec(reviewers, 3))).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("Deciders needs 3 who may decide and has 2."),
    });
    const saved = await save("too-many", spec(reviewers, 3, { fallback: { kind: "role", role: "admin" } }));
    expect(saved.version).toBe(1);
  });

  it("is refused where two groups of a step have one name", async () => {
    const group = { name: "Deciders", members: reviewers, quorum: 1 };
    const twice = { ...spec(), steps: [{ name: "Decision", groups: [group, group] }] };
    await expect(save("twice", twice)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ pointer: "/spec/steps/0/groups/1/name" }],
    });
  });
});

describe("the list of chains", () => {
  it("has the newest version of each, those of the product, and the policies that name them", async () => {
    const own = await createTenant();
    const ctx = ctxFor(own.id, own.admin);
    await saveChain(ctx, { name: "named", spec: spec(), baseVersion: 0 });
    await saveChain(ctx, { name: "named", spec: spec(reviewers, 2), baseVersion: 1 });
    const document =
      "version: 1\nrules:\n  - { id: a, action: REQUIRE_APPROVAL, obligations: { approval: { chain: named } } }\n";
    const states = ["published", "draft", "superseded"];
    await withTenant(own.id, (tx) =>
      tx.policyRevision.createMany({
        data: states.map((state, n) => ({
          ...{ id: newId(), tenantId: own.id, number: 100 + n },
          ...{ document, state, hash: "0".repeat(64) },
        })),
      }),
    );
    const rows = await listChains(ctx);
    expect(rows.map(({ name, version, builtIn }) => [name, version, builtIn])).toEqual([
      ["named", 2, false],
      ["reviewer", 0, true],
      ["admin", 0, true],
      ["two-reviewers", 0, true],
      ["two-admins", 0, true],
    ]);
    expect(rows[0]?.uses.map(({ number, state, rules }) => [number, state, rules])).toEqual([
      [101, "draft", 1],
      [100, "published", 1],
    ]);
    // One admin is not two: the product's own chains say so as well.
    expect(rows.at(-1)?.problems).toEqual(["Admins needs 2 who may decide and has 1."]);
    expect((await listChains(ctxFor(other.id, other.admin))).some(({ name }) => name === "named")).toBe(
      false,
    );
    await expect(getChain(ctxFor(other.id, other.admin), "named")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await getChain(ctx, "admin")).versions).toEqual([]);
  });
});

describe("trying a chain", () => {
  const trial = async (given: Parameters<typeof tryChain>[1]) => {
    const { steps, ...rest } = await tryChain(admin(), given);
    return { ...rest, people: steps.map(({ people }) => people.map(({ userId }) => userId).sort()), steps };
  };

  it("lists who could decide, without those on the agent's side", async () => {
    const { people, banned } = await trial({ spec: spec() });
    expect(people).toEqual([[tenant.reviewer.id, tenant.reviewer2.id].sort()]);
    expect(banned).toEqual([]);
    const owned = await withTenant(tenant.id, async (tx) => {
      const id = newId();
      const data = { id, tenantId: tenant.id, name: "owned", ownerId: tenant.reviewer.id };
      await tx.agent.createMany({ data });
      return id;
    });
    const asked = await trial({ spec: spec(), agentId: owned });
    expect(asked.people).toEqual([[tenant.reviewer2.id]]);
    expect(asked.banned).toEqual([{ name: tenant.reviewer.name, as: "owns the agent" }]);
  });

  it("asks one more of what is critical, and says of nobody's chain why it can't be fulfilled", async () => {
    const critical = await trial({ spec: spec(), riskLevel: "CRITICAL" });
    expect(critical.steps[0]?.groups).toEqual([{ name: "Deciders", quorum: 2 }]);
    expect((await trial({ spec: spec(reviewers, 3) })).problems).toHaveLength(1);
  });

  it("knows no agent of another tenant", async () => {
    await expect(tryChain(admin(), { spec: spec(), agentId: other.agent.id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("counts who joined a team a moment ago", async () => {
    const third = await createUser(tenant.id, ["reviewer"]);
    const team = await createTeam(admin(), { name: "Fresh", memberIds: [third.id, tenant.viewer.id] });
    expect((await trial({ spec: spec({ kind: "team", teamId: team.id }) })).people).toEqual([[third.id]]);
  });
});
