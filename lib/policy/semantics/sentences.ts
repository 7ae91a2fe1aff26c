import type { Catalog } from "../check-types";
import type { ClassChange } from "./class-change";
import { shortConditionText } from "./condition-text";
import type { Found } from "./walk-pair";
import { agents, capabilities, count, places } from "./wording";

const MAX_SENTENCES = 12;

/** What happens, to whom. Those with the same predicate and the same capabilities share a sentence. */
type Statement = {
  found: Found;
  principals: string[];
  capabilities: string[];
  environments: string[];
  when: string;
};

/** A summary in numbers, then one sentence per kind of change, then what concerns names to come. */
export function sentencesOf(changes: readonly ClassChange[], catalog: Catalog): string[] {
  if (changes.length === 0) return ["No call is decided differently."];
  const registered = new Set(catalog.capabilities.map(({ name }) => name));
  const known = new Set(catalog.principals);
  const today: ClassChange[] = [];
  const toCome: ClassChange[] = [];
  const ifRerated: ClassChange[] = [];
  for (const change of changes) {
    const here = change.principals.filter(({ name }) => known.has(name));
    const isRegistered = registered.has(change.capability.name);
    const rest = isRegistered ? change.principals.filter(({ name }) => !known.has(name)) : change.principals;
    if (isRegistered && change.assumedRisk !== null) ifRerated.push(change);
    else {
      if (isRegistered && here.length > 0) today.push({ ...change, principals: here });
      if (rest.length > 0) toCome.push({ ...change, principals: rest });
    }
  }
  const details = told(today, catalog);
  const directions = new Set([...today, ...toCome].map(({ found }) => found.direction));
  const news = ifRerated.filter(({ found }) => !directions.has(found.direction));
  const all = [
    ...(details.length === 1 ? [] : [summary(today)]),
    ...details,
    ...told(toCome, catalog).map((text) => `Beyond today's registry: ${text}`),
    ...told(news, catalog).map((text) => `Should the registry's facts change: ${text}`),
  ];
  if (all.length <= MAX_SENTENCES) return all;
  return [...all.slice(0, MAX_SENTENCES - 1), `And ${all.length - MAX_SENTENCES + 1} more differences.`];
}

/** What may go either way is found once in each direction, and is told once. */
function told(changes: readonly ClassChange[], catalog: Catalog): string[] {
  return [...new Set(statements(changes, catalog).map((statement) => sentence(statement, catalog)))];
}

const SUMMARY: readonly [from: string, to: string, text: (n: number) => string][] = [
  ["DENY", "ALLOW", (n) => `${count(n, "call is", "calls are")} now allowed`],
  [
    "REQUIRE_APPROVAL",
    "ALLOW",
    (n) => `${count(n, "call no longer needs", "calls no longer need")} approval`,
  ],
  ["DENY", "REQUIRE_APPROVAL", (n) => `${count(n, "call is", "calls are")} now possible with approval`],
  ["ALLOW", "REQUIRE_APPROVAL", (n) => `${count(n, "call now needs", "calls now need")} approval`],
  ["ALLOW", "DENY", (n) => `${count(n, "call is", "calls are")} no longer allowed`],
  ["REQUIRE_APPROVAL", "DENY", (n) => `${count(n, "call can", "calls can")} no longer be approved`],
];

/** A call is one capability that one agent uses. */
function summary(changes: readonly ClassChange[]): string {
  if (changes.length === 0) return "No call of today's agents and capabilities is decided differently.";
  const callsOf = (fits: (found: Found) => boolean) =>
    new Set(
      changes
        .filter(({ found }) => fits(found))
        .flatMap(({ principals, capability }) => principals.map(({ name }) => `${name} ${capability.name}`)),
    ).size;
  const parts = SUMMARY.map(([from, to, text]) => {
    const calls = callsOf((found) => found.detail === null && found.from === from && found.to === to);
    return calls === 0 ? "" : text(calls);
  });
  const bound = callsOf((found) => found.detail !== null);
  parts.push(bound === 0 ? "" : `${count(bound, "call comes", "calls come")} with other obligations`);
  return `${parts.filter((part) => part !== "").join(", ")}.`;
}

function statements(changes: readonly ClassChange[], catalog: Catalog): Statement[] {
  const everywhere = fold(
    changes.map((change) => ({
      found: change.found,
      principals: change.principals.map(({ label }) => label),
      capabilities: [change.capability.label],
      environments: [change.setting.environment === "" ? "*" : change.setting.environment],
      when: shortConditionText(change),
    })),
    "environments",
  );
  for (const one of everywhere)
    if (
      one.environments.includes("*") ||
      catalog.environments.every((name) => one.environments.includes(name))
    )
      one.environments = [];
  return fold(fold(everywhere, "capabilities"), "principals");
}

type ListField = "principals" | "capabilities" | "environments";
const LISTS: readonly ListField[] = ["principals", "capabilities", "environments"];

/** Puts together what is equal in all but one list. */
function fold(all: readonly Statement[], field: ListField): Statement[] {
  const folded = new Map<string, { statement: Statement; names: Set<string> }>();
  for (const one of all) {
    const { direction, from, to, detail, unsure } = one.found;
    const same = LISTS.filter((list) => list !== field).map((list) => one[list].join(" "));
    const key = [direction, from, to, detail, unsure, one.when, ...same].join("\n");
    const known = folded.get(key);
    if (known) for (const name of one[field]) known.names.add(name);
    else folded.set(key, { statement: one, names: new Set(one[field]) });
  }
  return [...folded.values()].map(({ statement, names }) => ({ ...statement, [field]: [...names] }));
}

function sentence(statement: Statement, catalog: Catalog): string {
  const who = agents(statement.principals, catalog);
  const what = capabilities(statement.capabilities, catalog);
  const where = places(statement.environments);
  const { found, when } = statement;
  if (found.unsure) {
    const change = found.direction === "loosens" ? "more" : "less";
    return `Perhaps ${who} may now do ${change} with ${what}${where}: there are too many conditions to tell.`;
  }
  const under = when === "always" ? "" : `, where ${when}`;
  return capitalised(`${predicate(found, who, what)}${where}${under}.`);
}

/** A name stays as it is written, also at the beginning. */
function capitalised(text: string): string {
  return text.replace(/^(all|any) /, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function predicate({ from, to, detail }: Found, who: string, what: string): string {
  if (detail !== null) return `Calls of ${what} by ${who} change: ${detail}`;
  if (to === "ALLOW")
    return from === "DENY" ? `${who} may now call ${what}` : `${who} may now call ${what} without asking`;
  if (to === "DENY")
    return from === "ALLOW"
      ? `${who} may no longer call ${what}`
      : `${who} may no longer call ${what}, not even with approval`;
  return from === "ALLOW"
    ? `Calls of ${what} by ${who} now need approval`
    : `${who} may now call ${what} with approval`;
}
