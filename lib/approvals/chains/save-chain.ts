import { requirePermission, type Ctx } from "../../platform/ctx";
import { withTenant, type Tx } from "../../platform/db";
import { DomainError, invalidInput } from "../../platform/errors";
import { newId } from "../../platform/ids";
import { canonical } from "../../platform/json";
import { appendLeaf } from "../../platform/ledger";
import { BUILT_IN_CHAINS } from "../built-in-chains";
import { loadDirectory } from "../directory";
import type { ChainSpec, Members } from "../schemas";
import { reachOf } from "./reach";
import { SaveChainInput } from "./schemas";
import { newestChain, specOf, takeTurns } from "./store";

export type ChainSaved = { name: string; version: number; auditId: string };

/**
 * Saves a chain as a new version, which holds for every call that is held from then on. What waits already keeps the
 * version it was held under.
 * @throws DomainError FORBIDDEN, INVALID_INPUT (a built-in name, an unknown team or person, a chain that the people there
 * are could never fulfil), CONFLICT (somebody saved since, nothing is changed)
 */
export async function saveChain(ctx: Ctx, input: SaveChainInput): Promise<ChainSaved> {
  requirePermission(ctx, "approvals.configure");
  if (ctx.actor.kind !== "user") throw new DomainError("FORBIDDEN", "Only people write approval chains.");
  const authorId = ctx.actor.id;
  const parsed = SaveChainInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { name, spec, note, baseVersion } = parsed.data;
  if (Object.hasOwn(BUILT_IN_CHAINS, name))
    throw fault(["name"], "is the name of a chain that comes with the product. Choose another one.");
  const { tenantId } = ctx;
  return withTenant(tenantId, async (tx) => {
    await takeTurns(tx, tenantId);
    const newest = await newestChain(tx, tenantId, name);
    const before = newest && specOf(newest);
    requireNewest(name, newest?.version ?? 0, baseVersion);
    if (before && canonical(before) === canonical(spec))
      throw new DomainError("CONFLICT", `Nothing is changed since version ${baseVersion}.`);
    await requireKnown(tx, tenantId, spec);
    const { problems } = reachOf(spec, (await loadDirectory(tx, tenantId)).people);
    if (problems.length > 0) {
      const detail = problems.join(" ");
      throw new DomainError("INVALID_INPUT", detail, { faults: [{ pointer: "/spec", detail }] });
    }
    const version = baseVersion + 1;
    const id = newId();
    await tx.approvalChain.createMany({ data: { id, tenantId, name, version, spec, note, authorId } });
    const auditId = await appendLeaf(tx, ctx, {
      action: "approval.chain.saved",
      subjectKind: "approval_chain",
      subjectId: id,
      data: { name, version, note, before, after: spec },
    });
    return { name, version, auditId };
  });
}

function requireNewest(name: string, newest: number, base: number): void {
  if (newest === base) return;
  throw new DomainError(
    "CONFLICT",
    base === 0
      ? `There is a chain named ${name} already. Choose another name, or edit that one.`
      : `Somebody has saved version ${newest} since you began with version ${base}.`,
    { meta: { version: newest } },
  );
}

/** @throws DomainError INVALID_INPUT where a group names a team or a person that is not here */
async function requireKnown(tx: Tx, tenantId: string, spec: ChainSpec): Promise<void> {
  const named = membersOf(spec);
  const teamIds = named.flatMap(({ members }) => (members.kind === "team" ? [members.teamId] : []));
  const userIds = named.flatMap(({ members }) => (members.kind === "people" ? members.userIds : []));
  const teams = await tx.team.findMany({ where: { tenantId, id: { in: teamIds } }, select: { id: true } });
  const people = await tx.membership.findMany({
    where: { tenantId, userId: { in: userIds } },
    select: { userId: true },
  });
  const known = new Set([...teams.map(({ id }) => id), ...people.map(({ userId }) => userId)]);
  for (const { path, members } of named) {
    if (members.kind === "team" && !known.has(members.teamId))
      throw fault(["spec", ...path, "teamId"], "is a team that does not exist.");
    if (members.kind === "people" && members.userIds.some((id) => !known.has(id)))
      throw fault(["spec", ...path, "userIds"], "names somebody who is not in this tenant.");
  }
}

/** Everything in a chain that names people, and where. */
export function membersOf(spec: ChainSpec): { path: PropertyKey[]; members: Members }[] {
  const groups = spec.steps.flatMap((step, s) =>
    step.groups.map(({ members }, g) => ({ path: ["steps", s, "groups", g, "members"], members })),
  );
  const beside = (["escalation", "fallback"] as const).flatMap((part) => {
    const members = spec[part];
    return members === null ? [] : [{ path: [part], members }];
  });
  return [...groups, ...beside];
}

function fault(path: PropertyKey[], message: string): DomainError {
  return invalidInput({ issues: [{ path, message }] });
}
