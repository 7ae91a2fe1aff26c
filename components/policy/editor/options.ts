import { ACTIONS, MODERATION_LEVELS, RISK_LEVELS } from "@/lib/policy/types";
import { covers, patternsOf, type StudioCatalog } from "./catalog";
import { fieldOfItem, placeAt } from "./place";

export type Option = {
  label: string;
  detail?: string;
  info?: string;
  kind: "field" | "value" | "name" | "pattern";
};
export type Completion = { from: number; options: Option[] };

/** The fields that may stand at a path, with what they are for. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "": {
    version: "always 1",
    description: "what this policy is for",
    default: "what happens where no rule matches",
    rules: "tried from the top; the first that matches decides",
    tests: "what the policy has to answer",
  },
  rules: {
    id: "names the rule in records and reviews",
    description: "what it is for",
    principals: "who it is about",
    capabilities: "what it is about",
    tenants: "only in these tenants",
    environments: "only in these environments",
    when: "a condition in CEL",
    action: "ALLOW, DENY or REQUIRE_APPROVAL",
    acceptRisk: "lets a HIGH capability pass without a question",
    obligations: "what has to happen besides",
    reason: "what the agent and the reviewer are told",
  },
  "rules.obligations": {
    approval: "who has to say yes, and for how long the question stands",
    redact: "JSON Pointers that no record may hold",
    rateLimit: "how often in one session",
    confirmHighRiskAction: "the caller has to confirm the call",
    moderation: "how strictly content is moderated",
  },
  "rules.obligations.approval": {
    role: "reviewer or admin",
    chain: "a chain of approvals by name",
    expiresInMinutes: "how long the question stands",
  },
  "rules.obligations.rateLimit": { calls: "at most so many calls", perSeconds: "in so many seconds" },
  tests: { name: "says what it proves", given: "the call", expect: "the answer" },
  "tests.given": {
    principal: "who calls",
    capability: "what is called",
    args: "with these arguments",
    context: "what the caller says about the call",
    session: "the session so far",
    environment: "production where it isn't said",
    now: "the time of the call",
    facts: "what the registry says of the capability",
  },
  "tests.given.session": {
    kind: "rest, mcp or implicit",
    ageSeconds: "how old it is",
    calls: "decided before",
    allowed: "of them allowed",
    denied: "of them denied",
    held: "of them held for people",
    taint: "labels that earlier results left",
  },
  "tests.given.facts": {
    risk: "LOW to CRITICAL",
    operation: "READ, WRITE …",
    upstream: "its server",
    scope: "what it reaches",
    reversible: "can be undone",
    idempotent: "twice is as once",
    requiresApproval: "asks always",
  },
  "tests.expect": {
    action: "ALLOW, DENY or REQUIRE_APPROVAL",
    rule: "the rule that has to decide",
    reason: "a text that the reason contains",
  },
};

const METHODS: Readonly<Record<string, string>> = {
  "startsWith()": "of a text",
  "endsWith()": "of a text",
  "contains()": "of a text",
  "matches()": "a pattern in RE2",
  "size()": "of a text, list or map",
  "exists()": "some entry: .exists(x, …)",
  "all()": "every entry: .all(x, …)",
  "filter()": "the entries: .filter(x, …)",
  "orValue()": "where it is absent",
};

/** What could be written at a place, and from where it would replace what stands there; null for nothing. */
export function optionsAt(
  text: string,
  offset: number,
  catalog: StudioCatalog,
  ruleIds: readonly string[] = [],
): Completion | null {
  const place = placeAt(text, offset);
  if (!place) return null;
  const capabilities = () => capabilitiesOf(text, offset, catalog);
  if (place.kind === "cel") return celOptions(place.before, offset, catalog, capabilities());
  if (place.kind === "value") return answer(place.from, valueOptions(place.path, catalog, ruleIds));
  if (place.path === "tests.given.args") return answer(place.from, argumentsOf(capabilities(), ": "));
  const fields = Object.entries(FIELDS[place.path] ?? {}).filter(([name]) => !place.taken.includes(name));
  return answer(
    place.from,
    fields.map(([name, detail]) => ({ label: `${name}: `, detail, kind: "field" })),
  );
}

function answer(from: number, options: Option[]): Completion | null {
  return options.length > 0 ? { from, options } : null;
}

function capabilitiesOf(text: string, offset: number, catalog: StudioCatalog) {
  const patterns = [...fieldOfItem(text, offset, "capabilities"), ...fieldOfItem(text, offset, "capability")];
  return catalog.capabilities.filter(({ name }) => patterns.some((pattern) => covers(pattern, name)));
}

function valueOptions(path: string, catalog: StudioCatalog, ruleIds: readonly string[]): Option[] {
  const words = (values: readonly string[]): Option[] => values.map((label) => ({ label, kind: "value" }));
  switch (path) {
    case "default":
    case "rules.action":
    case "tests.expect.action":
      return words(ACTIONS);
    case "rules.principals":
      return quotedNames(catalog.principals, ":", "*");
    case "tests.given.principal":
      return catalog.principals.map((label) => ({ label, kind: "name" }));
    case "rules.capabilities":
      return [
        ...capabilityNames(catalog),
        ...patterns(
          catalog.capabilities.map(({ name }) => name),
          ".",
        ),
      ];
    case "tests.given.capability":
      return capabilityNames(catalog);
    case "rules.environments":
    case "tests.given.environment":
      return words(catalog.environments);
    case "rules.acceptRisk":
      return words(["HIGH"]);
    case "rules.obligations.approval.role":
      return words(["reviewer", "admin"]);
    case "rules.obligations.approval.chain":
      return words(catalog.chains);
    case "rules.obligations.moderation":
      return words(MODERATION_LEVELS);
    case "rules.obligations.confirmHighRiskAction":
      return words(["true"]);
    case "tests.given.facts.risk":
      return words(RISK_LEVELS);
    case "tests.expect.rule":
      return words(ruleIds);
    default:
      return [];
  }
}

function capabilityNames(catalog: StudioCatalog): Option[] {
  return catalog.capabilities.map(({ name, riskLevel, operation }) => ({
    label: name,
    detail: `${operation.toLowerCase()}, ${riskLevel ? riskLevel.toLowerCase() : "unrated"}`,
    kind: "name",
  }));
}

function quotedNames(names: readonly string[], separator: "." | ":", ...more: string[]): Option[] {
  return [
    ...names.map((label): Option => ({ label, kind: "name" })),
    ...patterns(names, separator),
    ...more.map((label): Option => ({ label, detail: "everybody", kind: "pattern" })),
  ];
}

function patterns(names: readonly string[], separator: "." | ":"): Option[] {
  return patternsOf(names, separator).map((label) => {
    const count = names.filter((name) => covers(label, name)).length;
    return { label, detail: `${count} of today's`, kind: "pattern" };
  });
}

type Capabilities = readonly StudioCatalog["capabilities"][number][];

function celOptions(
  before: string,
  offset: number,
  catalog: StudioCatalog,
  capabilities: Capabilities,
): Completion | null {
  const [word = ""] = /[A-Za-z_][\w.?]*$|\.\??\w*$/.exec(before) ?? [];
  const dot = word.lastIndexOf(".");
  if (dot === -1) {
    if (!word) return null;
    const variables = [...Object.keys(catalog.variables), "args", "context", "now"];
    return answer(
      offset - word.length,
      variables.map((label) => ({
        label,
        kind: "name",
        ...(label === "args" && { detail: "the call's arguments" }),
      })),
    );
  }
  const base = word.slice(0, dot);
  const typed = word.slice(dot + 1).replace(/^\?/, "");
  const from = offset - typed.length;
  if (base === "args") return answer(from, argumentsOf(capabilities));
  const fields = catalog.variables[base];
  if (fields)
    return answer(
      from,
      Object.entries(fields).map(([label, detail]) => ({ label, detail, kind: "field" })),
    );
  return answer(
    from,
    Object.entries(METHODS).map(([label, detail]) => ({ label, detail, kind: "value" })),
  );
}

/** The arguments of all the capabilities that a rule is about; what only some of them have says so. */
function argumentsOf(capabilities: Capabilities, suffix = ""): Option[] {
  const byName = new Map<string, { type: string; count: number; description: string }>();
  for (const { args } of capabilities)
    for (const { name, type, description } of args) {
      const known = byName.get(name);
      byName.set(name, {
        type,
        description: known?.description ?? description,
        count: (known?.count ?? 0) + 1,
      });
    }
  return [...byName].map(([name, { type, count, description }]) => ({
    label: name + suffix,
    detail: count === capabilities.length ? type : `${type}, in ${count} of ${capabilities.length}`,
    ...(description && { info: description }),
    kind: "field",
  }));
}
