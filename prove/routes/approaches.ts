import type { Role } from "../../lib/platform/ctx";
import type { Random } from "../random";
import type { Sent } from "./http";
import { rolesWithout } from "./inventory/inventory";
import type { Target } from "./targets";
import type { Verdict } from "./verdict";

/** Who comes, and by which way. */
export type Family = "nobody" | "stranger" | "role" | "origin";

export type Approach = {
  family: Family;
  name: string;
  /** Of the request: changes to its headers; an empty text takes one away. */
  headers: Record<string, string>;
  /** The answers that are right. Null: any, as long as it tells nothing and changes nothing. */
  right: readonly Verdict[] | null;
};

export type People = {
  bad: Record<string, string>;
  /** May do everything in a tenant of their own. */
  stranger: string;
  tenantId: string;
  roles: Record<Role, string>;
};

/** Another person's page, or none, as browsers and tools say it. */
export const FOREIGN: Record<string, Record<string, string>> = {
  "no origin": { origin: "", "sec-fetch-site": "" },
  "the origin null": { origin: "null" },
  "the origin null, cross-site": { origin: "null", "sec-fetch-site": "cross-site" },
  "our origin, cross-site": { "sec-fetch-site": "cross-site" },
  "our origin, same-site": { "sec-fetch-site": "same-site" },
  "our origin, by typing": { "sec-fetch-site": "none" },
  "another site": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "another site, older browser": { origin: "https://evil.example", "sec-fetch-site": "" },
  "another port": { origin: "http://localhost:1", "sec-fetch-site": "" },
  "another scheme": { origin: "https://localhost", "sec-fetch-site": "" },
  "our name as a part of theirs": { origin: "http://localhost.evil.example", "sec-fetch-site": "" },
  "another site that says it is us": {
    ...{ origin: "https://evil.example", "sec-fetch-site": "" },
    ...{ "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
  },
};

/** What every change is tried with at a pull request; the others are drawn. */
const ALWAYS = ["no origin", "the origin null", "our origin, cross-site", "another site"];

/** @param drawn how many of the less usual ways are tried; all of them where it is absent */
export function approachesTo(target: Target, people: People, random: Random, drawn = Infinity): Approach[] {
  const ways = (names: string[], always: string[]) => [
    ...always,
    ...draw(
      names.filter((name) => !always.includes(name)),
      drawn,
      random,
    ),
  ];
  const origins = target.changes ? ways(Object.keys(FOREIGN), ALWAYS) : [];
  return [
    ...(target.guarded ? asNobody(people, (names) => ways(names, [])) : []),
    ...(target.guarded ? asStranger(target, people) : []),
    ...(target.guarded && target.permission ? rolesWithout(target.permission) : []).map((role) => ({
      ...{ family: "role" as const, name: role, headers: { cookie: people.roles[role] } },
      right: ["forbidden" as const],
    })),
    ...origins.map((name) => ({
      // Next aborts most of it before anything of ours runs.
      ...{ family: "origin" as const, name, right: ["forbidden" as const, "wordless" as const] },
      headers: { cookie: people.roles.admin, ...FOREIGN[name] },
    })),
  ];
}

function asNobody({ bad }: People, some: (names: string[]) => string[]): Approach[] {
  const right = ["unauthenticated"] as const;
  return [
    { family: "nobody", name: "no session", headers: {}, right },
    ...some(Object.keys(bad)).map((name) => ({
      ...{ family: "nobody" as const, name, right },
      headers: { cookie: bad[name] ?? "" },
    })),
  ];
}

/** Of what is the victim's there is nothing to be found; without a name it is their own tenant that they reach. */
function asStranger({ names }: Target, { stranger, tenantId }: People): Approach[] {
  const right = names ? (["missing", "forbidden", "invalid", "conflict"] as const) : null;
  const claimed = `${stranger}; agentgate.tenant=${tenantId}`;
  return [
    { family: "stranger", name: "a stranger", headers: { cookie: stranger }, right },
    { family: "stranger", name: "a stranger who names the tenant", headers: { cookie: claimed }, right },
  ];
}

function draw(from: string[], count: number, random: Random): string[] {
  const left = [...from];
  const drawn: string[] = [];
  while (drawn.length < count && left.length > 0)
    drawn.push(...left.splice(random.integer(0, left.length - 1), 1));
  return drawn;
}

/** The request of the right person, as somebody else sends it. */
export function sentBy({ sent }: Target, { headers }: Pick<Approach, "headers">): Sent {
  const all = Object.entries({ ...sent.headers, ...headers }).filter(([, value]) => value !== "");
  return { ...sent, headers: Object.fromEntries(all) };
}
