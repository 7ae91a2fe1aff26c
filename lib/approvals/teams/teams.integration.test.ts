import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, ctxFor, type TestTenant } from "../../../tests/factories";
import { withTenant } from "../../platform/db";
import { newId } from "../../platform/ids";
import { saveChain } from "../chains/save-chain";
import { ChainSpec } from "../schemas";
import { createTeam } from "./create-team";
import { deleteTeam } from "./delete-team";
import { listTeams } from "./list-teams";
import { addTeamMember, removeTeamMember } from "./team-members";
import { updateTeam } from "./update-team";

let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  tenant = await createTenant();
  other = await createTenant();
});

const admin = () => ctxFor(tenant.id, tenant.admin);
const theirs = () => ctxFor(other.id, other.admin);
const make = async (name: string, memberIds = [tenant.reviewer.id]) =>
  (await createTeam(admin(), { name, memberIds })).id;
const found = async (id: string) => (await listTeams(admin())).find((team) => team.id === id);

async function actions(id: string): Promise<string[]> {
  const leaves = await withTenant(tenant.id, (tx) =>
    tx.auditLeaf.findMany({ where: { subjectKind: "team", subjectId: id }, orderBy: { id: "asc" } }),
  );
  return leaves.map(({ action }) => action);
}

const chainOf = (teamId: string) =>
  ChainSpec.parse({
    steps: [{ name: "Decision", groups: [{ name: "Team", members: { kind: "team", teamId }, quorum: 1 }] }],
  });

describe("a team", () => {
  it("is made, changed, and deleted, and each is on record", async () => {
    const id = await make("Lived");
    const was = { name: "Lived", description: "" };
    await updateTeam(admin(), { id, name: "Renamed", description: "For refunds", was });
    await addTeamMember(admin(), { teamId: id, userId: tenant.viewer.id });
    await removeTeamMember(admin(), { teamId: id, userId: tenant.reviewer.id });
    expect(await found(id)).toEqual({
      id,
      name: "Renamed",
      description: "For refunds",
      members: [
        { userId: tenant.viewer.id, name: tenant.viewer.name, email: tenant.viewer.email, decides: false },
      ],
      chains: [],
    });
    await deleteTeam(admin(), { id });
    expect(await found(id)).toBeUndefined();
    expect(await actions(id)).toEqual([
      "team.created",
      "team.changed",
      "team.member_added",
      "team.member_removed",
      "team.deleted",
    ]);
  });

  it("has a name of its own", async () => {
    await make("Taken");
    await expect(make("Taken")).rejects.toMatchObject({ code: "CONFLICT" });
    const id = await make("Free");
    const was = { name: "Free", description: "" };
    await expect(updateTeam(admin(), { id, name: "Taken", description: "", was })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await createTeam(theirs(), { name: "Taken" })).id).toBeTruthy();
  });

  it("is not overwritten by who has not seen the last change", async () => {
    const id = await make("Seen");
    const was = { name: "Seen", description: "" };
    await updateTeam(admin(), { id, name: "Seen", description: "First", was });
    await expect(updateTeam(admin(), { id, name: "Seen", description: "Second", was })).rejects.toMatchObject(
      {
        code: "CONFLICT",
      },
    );
    const member = { teamId: id, userId: tenant.reviewer.id };
    await expect(addTeamMember(admin(), member)).rejects.toMatchObject({ code: "CONFLICT" });
    await removeTeamMember(admin(), member);
    await expect(removeTeamMember(admin(), member)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("has only people of its tenant, and is nobody else's", async () => {
    const id = await make("Ours");
    const was = { name: "Ours", description: "" };
    for (const stranger of [other.reviewer.id, newId()]) {
      await expect(make("Strangers", [stranger])).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(addTeamMember(admin(), { teamId: id, userId: stranger })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    }
    const input = { teamId: id, userId: other.reviewer.id };
    for (const attempt of [
      () => updateTeam(theirs(), { id, name: "Stolen", description: "", was }),
      () => addTeamMember(theirs(), input),
      () => removeTeamMember(theirs(), input),
      () => deleteTeam(theirs(), { id }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listTeams(theirs())).some((team) => team.id === id)).toBe(false);
  });

  it.each(["reviewer", "responder", "viewer"] as const)("is only read by a %s", async (role) => {
    const id = await make(`Read by ${role}`);
    const ctx = ctxFor(tenant.id, tenant[role]);
    const member = { teamId: id, userId: tenant.viewer.id };
    for (const attempt of [
      () => createTeam(ctx, { name: "No" }),
      () => updateTeam(ctx, { id, name: "No", description: "", was: { name: "No", description: "" } }),
      () => addTeamMember(ctx, member),
      () => removeTeamMember(ctx, member),
      () => deleteTeam(ctx, { id }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await listTeams(ctx)).some((team) => team.id === id)).toBe(true);
  });
});

describe("deleting a team", () => {
  it("is refused while a chain's newest version names it, and goes on after that", async () => {
    const id = await make("Needed");
    const next = await make("Next");
    await saveChain(admin(), { name: "needs", spec: chainOf(id), baseVersion: 0 });
    expect((await found(id))?.chains).toEqual(["needs"]);
    await expect(deleteTeam(admin(), { id })).rejects.toMatchObject({
      code: "CONFLICT",
      message: "The chain needs names Needed. Take it out there first.",
    });
    await saveChain(admin(), { name: "needs", spec: chainOf(next), baseVersion: 1 });
    await deleteTeam(admin(), { id });
  });

  it("and saving a chain that names it exclude each other", async () => {
    for (let round = 0; round < 5; round++) {
      const id = await make(`Race ${round}`);
      const [saved, deleted] = await Promise.allSettled([
        saveChain(admin(), { name: `race-${round}`, spec: chainOf(id), baseVersion: 0 }),
        deleteTeam(admin(), { id }),
      ]);
      expect([saved.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
    }
  });
});
