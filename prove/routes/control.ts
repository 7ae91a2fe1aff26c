import { can, ROLES, type Role } from "../../lib/platform/ctx";
import { Tally, type Check } from "../suite";
import { send } from "./http";
import { summary } from "./sweep";
import type { Target } from "./targets";
import type { Verdict } from "./verdict";
import type { World } from "./world";

export type Control = {
  check: Check;
  /** What the right person could not do either with our input: there, a refusal says less. */
  shallow: string[];
  /** Requests whose right answer held the tenant's mark: there was something to be told. */
  telling: number;
};

const REFUSED: readonly Verdict[] = ["unauthenticated", "forbidden", "failed", "wordless"];

/**
 * Everything once by a person who may, one after the other: without this, a refusal could be of a request that nobody
 * could make. Comes last, for it changes things.
 */
export async function control(world: World, base: string, targets: readonly Target[]): Promise<Control> {
  const allowed = new Tally("The same requests by a person who may are not refused");
  const { people, victim } = world;
  const shallow: string[] = [];
  let telling = 0;
  for (const target of targets.filter(({ guarded }) => guarded)) {
    let violation: string | undefined;
    // Who asked for a thing may not allow it: then somebody else with the permission may.
    for (const role of rolesOf(target)) {
      const headers = { ...target.sent.headers, cookie: people.roles[role] };
      const answer = await send(base, { ...target.sent, headers });
      const verdict = target.read(answer);
      violation = REFUSED.includes(verdict) ? `${target.name}: ${summary(target, answer)}` : undefined;
      if (verdict === "missing" || verdict === "invalid")
        shallow.push(`${target.name}: ${summary(target, answer)}`);
      if (answer.told.includes(victim.marks.text)) telling++;
      if (verdict !== "forbidden") break;
    }
    allowed.add(violation);
  }
  return { check: allowed.check, shallow, telling };
}

function rolesOf({ permission }: Target): Role[] {
  const may = (role: Role) =>
    can({ kind: "user", id: "", label: "", roles: [role] }, permission ?? "sessions.read");
  return ROLES.filter(may);
}
