import type { ChainGroup, ChainSpec, ChainStep, Members } from "../schemas";

/** What the ids in a chain are called here. Who or what is not in it is gone. */
export type NameBook = {
  teams: Readonly<Record<string, string>>;
  people: Readonly<Record<string, string>>;
};

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
/** So many people are named one by one; more are counted. */
const NAMED = 4;

/** What a chain asks for, for somebody who has to live with it. */
export function chainInWords(spec: ChainSpec, names: NameBook): string {
  const { steps, denyThreshold, escalateAfterMinutes, escalation, fallback, denyAfterMinutes } = spec;
  const sentences = stepSentences(steps, names);
  sentences.push(
    denyThreshold === 1
      ? "One no ends it."
      : `It takes ${numberWord(denyThreshold)} people saying no to end it.`,
  );
  if (escalation && escalateAfterMinutes !== null)
    sentences.push(
      `After ${span(escalateAfterMinutes)} ${membersInWords(escalation, names)} may decide too.`,
    );
  if (fallback)
    sentences.push(`Where too few of a group are left, ${membersInWords(fallback, names)} may fill in.`);
  sentences.push(`After ${span(denyAfterMinutes)} nobody having decided means no.`);
  return sentences.map(capital).join(" ");
}

function stepSentences(steps: readonly ChainStep[], names: NameBook): string[] {
  const [only] = steps;
  if (steps.length === 1 && only) {
    const people = only.groups.reduce((sum, { quorum }) => sum + quorum, 0);
    const together = only.groups.length > 1 ? ", at the same time," : "";
    return [`${stepInWords(only, names)}${together} ${people === 1 ? "has" : "have"} to say yes.`];
  }
  return steps.map((step, n) => {
    const together = step.groups.length > 1 ? ", at the same time" : "";
    return `${n === 0 ? "first" : "then"} ${stepInWords(step, names)}${together}.`;
  });
}

function stepInWords({ groups }: ChainStep, names: NameBook): string {
  return listed(groups.map((group) => groupInWords(group, names)));
}

/** How many of whom: "two reviewers", "one of Finance". */
export function groupInWords({ members, quorum }: Pick<ChainGroup, "members" | "quorum">, names: NameBook) {
  const many = numberWord(quorum);
  if (members.kind === "role") return `${many} ${members.role}${quorum === 1 ? "" : "s"}`;
  if (members.kind === "team") return `${many} of ${teamName(members.teamId, names)}`;
  const people = peopleNames(members.userIds, names);
  if (people.length === 0) return `${many} of nobody yet`;
  if (people.length === quorum && people.length <= NAMED) return listed(people);
  return `${many} of ${counted(people)}`;
}

/** Who is in a group: "reviewers", "team Finance", "Ana and Ben", "7 people". */
export function membersInWords(members: Members, names: NameBook): string {
  if (members.kind === "role") return `${members.role}s`;
  if (members.kind === "team") return `team ${teamName(members.teamId, names)}`;
  const people = peopleNames(members.userIds, names);
  return people.length === 0 ? "nobody yet" : counted(people);
}

function counted(people: readonly string[]): string {
  return people.length <= NAMED ? listed(people) : `${people.length} people`;
}

function teamName(id: string, names: NameBook): string {
  return id === "" ? "a team to be chosen" : (names.teams[id] ?? "a team that is gone");
}

function peopleNames(ids: readonly string[], names: NameBook): string[] {
  return ids.map((id) => names.people[id] ?? "a former member");
}

/** What is different between two versions, one sentence each; none where they ask for the same. */
export function chainChanges(before: ChainSpec, after: ChainSpec, names: NameBook): string[] {
  const changes = listChanges(before.steps, after.steps, "step", (step) => stepInWords(step, names));
  for (const step of after.steps) {
    const was = before.steps.find(({ name }) => name === step.name);
    if (was) changes.push(...groupChanges(was, step, names));
  }
  const who = (members: Members | null) => (members ? membersInWords(members, names) : "nobody");
  const when = (minutes: number | null) => (minutes === null ? "never" : `after ${span(minutes)}`);
  const compare = (what: string, from: string, to: string) => {
    if (from !== to) changes.push(`${what}: ${to}, was ${from}.`);
  };
  compare("People whose no it takes to end it", String(before.denyThreshold), String(after.denyThreshold));
  compare("Escalates", when(before.escalateAfterMinutes), when(after.escalateAfterMinutes));
  compare("Escalates to", who(before.escalation), who(after.escalation));
  compare("Fills in for too small a group", who(before.fallback), who(after.fallback));
  compare("Denied", when(before.denyAfterMinutes), when(after.denyAfterMinutes));
  return changes;
}

function groupChanges(before: ChainStep, after: ChainStep, names: NameBook): string[] {
  const inStep = `In ${after.name}: `;
  const changes = listChanges(before.groups, after.groups, "group", (group) => groupInWords(group, names));
  for (const group of after.groups) {
    const was = before.groups.find(({ name }) => name === group.name);
    if (!was) continue;
    const [from, to] = [groupInWords(was, names), groupInWords(group, names)];
    // The same words may stand for other people, where there are many.
    const same = JSON.stringify([was.members, was.quorum]) === JSON.stringify([group.members, group.quorum]);
    if (!same)
      changes.push(
        `${group.name} needs ${to}${from === to ? ", other people than before" : `, was ${from}`}.`,
      );
  }
  return changes.map((change) => inStep + change);
}

function listChanges<T extends { name: string }>(
  before: readonly T[],
  after: readonly T[],
  what: string,
  say: (item: T) => string,
): string[] {
  const had = new Set(before.map(({ name }) => name));
  const has = new Set(after.map(({ name }) => name));
  const kept = (list: readonly T[], other: Set<string>) =>
    list.map(({ name }) => name).filter((name) => other.has(name));
  const moved = kept(before, has).join("\n") !== kept(after, had).join("\n");
  return [
    ...after.filter(({ name }) => !had.has(name)).map((item) => `new ${what} ${item.name}: ${say(item)}.`),
    ...before.filter(({ name }) => !has.has(name)).map(({ name }) => `no ${what} ${name} any more.`),
    ...(moved ? [`the ${what}s come in another order: ${after.map(({ name }) => name).join(", ")}.`] : []),
  ].map((change) => (what === "step" ? capital(change) : change));
}

/** Minutes as people say them. */
export function span(minutes: number): string {
  const [count, unit] =
    minutes % 1_440 === 0
      ? [minutes / 1_440, "day"]
      : minutes % 60 === 0
        ? [minutes / 60, "hour"]
        : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function numberWord(n: number): string {
  return NUMBERS[n] ?? String(n);
}

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
