import { sum, wantingGroups } from "../matching";
import { isMember, mayDecide } from "../membership";
import type { ChainSpec, Members } from "../schemas";
import type { Person } from "../types";
import { listed } from "./words";

export type Reach = {
  /** Why the chain could never be fulfilled by these people. */
  problems: string[];
  /** What could go wrong with it. */
  warnings: string[];
};

type Place = { label: string; members: Members; quorum: number };

/**
 * Whether a chain could be fulfilled at all by the people there are: one person counts for one group in the whole chain, so
 * it is a matter of the groups together. The fallback counts for a group that is too small.
 */
export function reachOf(spec: ChainSpec, everybody: readonly Person[]): Reach {
  const people = everybody.filter(mayDecide);
  const places = placesOf(spec);
  const quorums = places.map(({ quorum }) => quorum);
  const could = people.map((person) =>
    places.flatMap(({ members }, place) => (isMember(person, members) ? [place] : [])),
  );
  let wanting = wantingGroups(quorums, could);
  const short = new Set<number>();
  // Whoever falls back on one group may be missed in another, which is then too small itself.
  while (spec.fallback !== null && wanting.some((place) => !short.has(place))) {
    for (const place of wanting) short.add(place);
    wanting = wantingGroups(
      quorums,
      could.map((own, n) => [...own, ...filling(spec, people[n], short)]),
    );
  }
  const problems = wanting.length === 0 ? [] : tooFew(places, wanting, could, spec.fallback !== null);
  return { problems, warnings: [...tight(spec, places, could), ...powerless(spec, people)] };
}

function placesOf({ steps }: ChainSpec): Place[] {
  const names = steps.flatMap(({ groups }) => groups.map(({ name }) => name));
  return steps.flatMap((step) =>
    step.groups.map(({ name, members, quorum }) => {
      const alone = names.indexOf(name) === names.lastIndexOf(name);
      return { label: alone ? name : `${name} in ${step.name}`, members, quorum };
    }),
  );
}

function filling({ fallback }: ChainSpec, person: Person | undefined, short: ReadonlySet<number>): number[] {
  return fallback !== null && person && isMember(person, fallback) ? [...short] : [];
}

/** One sentence for each group that is too small by itself; where none is, one for those that are so together. */
function tooFew(
  places: readonly Place[],
  wanting: readonly number[],
  could: readonly (readonly number[])[],
  fallback: boolean,
): string[] {
  const tail = fallback ? ", and the fallback doesn't make up for it" : "";
  const size = (place: number) => could.filter((own) => own.includes(place)).length;
  const alone = wanting.flatMap((place) => {
    const { label, quorum } = places[place] ?? { label: "", quorum: 0 };
    const has = size(place);
    return has < quorum ? [`${label} needs ${quorum} who may decide and has ${has}${tail}.`] : [];
  });
  if (alone.length > 0) return alone;
  const need = sum(wanting.map((place) => places[place]?.quorum ?? 0));
  const have = could.filter((own) => own.some((place) => wanting.includes(place))).length;
  const names = listed(wanting.map((place) => places[place]?.label ?? ""));
  return [`${names} need ${need} different people together and have ${have}${tail}: nobody counts twice.`];
}

/** Groups that have nobody to spare. */
function tight(spec: ChainSpec, places: readonly Place[], could: readonly (readonly number[])[]): string[] {
  if (spec.fallback !== null) return [];
  return places.flatMap(({ label, quorum }, place) =>
    could.filter((own) => own.includes(place)).length === quorum
      ? [`${label} has nobody to spare: where one is away or on the agent's side, it runs out of time.`]
      : [],
  );
}

/** Parts of the chain that no person there is could give effect to. */
function powerless(spec: ChainSpec, people: readonly Person[]): string[] {
  const warnings: string[] = [];
  const { escalation, fallback, denyThreshold } = spec;
  if (escalation && !people.some((person) => isMember(person, escalation)))
    warnings.push("Nobody who may decide comes in when it escalates.");
  if (fallback && !people.some((person) => isMember(person, fallback)))
    warnings.push("Nobody who may decide is in the fallback.");
  for (const { name, groups } of spec.steps) {
    const inStep = people.filter((person) => groups.some(({ members }) => isMember(person, members))).length;
    if (inStep < denyThreshold)
      warnings.push(
        `At ${name} it takes ${denyThreshold} to deny and only ${inStep} could: it would run out of time.`,
      );
  }
  return warnings;
}
