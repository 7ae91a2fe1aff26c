import type { Random } from "../random";
import { Tally, type Check } from "../suite";
import { approachesTo, sentBy, type Approach, type Family } from "./approaches";
import { changed, digestsOf, newestLeaf } from "./digest";
import { asOfNothing, sameSaid } from "./existence";
import { atOnce, send, type Answer } from "./http";
import { idsOf, type Target } from "./targets";
import { isRefusal } from "./verdict";
import type { World } from "./world";

const PROMISES: Record<Family, [promise: string, test: string]> = {
  nobody: ["Without a session that holds, every page, route and action is refused", "T4"],
  stranger: [
    "An administrator of another tenant gets to nothing of this one, by whatever id or cookie",
    "T4",
  ],
  role: ["A person whose role lacks the permission is refused by every page, route and action", "T4"],
  origin: ["A change that does not come from a page of ours is refused, whoever is signed in", "T59"],
};

export type Sweep = {
  base: string;
  targets: readonly Target[];
  random: Random;
  /** How many of the less usual ways are tried of each request; all where it is absent. */
  drawn?: number;
  proxy: boolean;
};

/** Requests between two looks at the database: few, so that a change leads to who made it. */
const ROUND = 12;

/** Every wrong way to everything; and whether any of it told or changed something. */
export async function sweep(world: World, { base, targets, random, drawn, proxy }: Sweep): Promise<Check[]> {
  const { people } = world;
  const tally = (promise: string, test: string) =>
    proxy ? new Tally(promise, test) : new Tally(`${promise}, with proxy.ts removed`, "T2");
  const tallies = Object.fromEntries(
    Object.entries(PROMISES).map(([family, [promise, test]]) => [family, tally(promise, test)]),
  ) as Record<Family, Tally>;
  const silent = tally("No refused request is told a byte of the tenant", "T4");
  const still = tally("No refused request changes a row of the tenant", "T4");
  const same = tally("What another tenant has is answered as what nobody has", "T4");
  await watched(world, targets, still, async (round) => {
    const tries = round.flatMap((target) =>
      approachesTo(target, people, random, drawn).map((approach) => ({ target, approach })),
    );
    await atOnce(tries, async ({ target, approach }) => {
      const answer = await send(base, sentBy(target, approach));
      const line = `${target.name} as ${approach.name}`;
      const wrong = await wrongly(world, base, target, approach, answer, same);
      tallies[approach.family].add(wrong && `${line}: ${summary(target, answer)}`);
      const mark = markFor(world, approach.family);
      silent.add(answer.told.includes(mark) && `${line}: ${around(answer.told, mark)}`);
    });
  });
  return [...Object.values(tallies), silent, still, same].map(({ check }) => check);
}

/** Does the work a few at a time, and compares the tenant's rows of before and after. */
export async function watched<T extends { name: string }>(
  { database, victim }: World,
  items: readonly T[],
  still: Tally,
  work: (round: T[]) => Promise<void>,
): Promise<void> {
  const digests = digestsOf(database, victim.tenant.id);
  for (let at = 0; at < items.length; at += ROUND) {
    const round = items.slice(at, at + ROUND);
    const before = await digests();
    await work(round);
    const tables = changed(before, await digests());
    const leaf = tables.length > 0 ? await newestLeaf(database, victim.tenant.id) : "";
    const names = round.map(({ name }) => name).join(", ");
    still.add(tables.length > 0 && `${tables.join(", ")}; newest in the audit log: ${leaf}; of: ${names}`);
  }
}

async function wrongly(
  { victim }: World,
  base: string,
  target: Target,
  { right, headers, family }: Approach,
  answer: Answer,
  same: Tally,
): Promise<boolean> {
  const verdict = target.read(answer);
  if (verdict === "failed" || (verdict === "wordless" && family !== "origin")) return true;
  if (family !== "stranger" || !target.names) return right !== null && !right.includes(verdict);
  // A page is written anew for each reader; its words are watched by their mark.
  if (target.kind === "page") return !isRefusal(verdict);
  const ids = idsOf(victim);
  const nothing = asOfNothing(sentBy(target, { headers }), ids);
  const about = await send(base, nothing.sent);
  const alike = sameSaid(answer, about);
  same.add(
    !alike && `${target.name}: ${answer.body.slice(0, 200)} and of nothing: ${about.body.slice(0, 200)}`,
  );
  // Done for nothing as well: it is their own tenant that they reached.
  return !isRefusal(verdict) && !alike;
}

/** Members may read the tenant's name on a page that refuses them. */
function markFor({ victim }: World, family: Family): string {
  return family === "role" || family === "origin" ? victim.marks.text : victim.marks.core;
}

export function summary({ read, sent }: Target, answer: Answer): string {
  const said = answer.body.replace(/\s+/g, " ").slice(0, 160);
  return `${read(answer)} (${answer.status}${answer.location ? ` to ${answer.location}` : ""}) of ${sent.method} ${sent.path}: ${said}`;
}

/** Where it stands, with what is around it. */
export function around(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return text.slice(Math.max(0, at - 80), at + 80).replace(/\s+/g, " ");
}
