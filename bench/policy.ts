import { pathToFileURL } from "node:url";
import {
  compileDocument,
  evaluate,
  type PolicyDecision,
  type PolicyDocument,
  type PolicyRequest,
  type PolicyRule,
} from "../lib/policy";
import { benchRivals } from "./policy-rivals";

/** `rulesTried` is the mean number of rules that one evaluation had to look at. */
export type PolicyBench = {
  rules: number;
  evaluationsPerSecond: number;
  microseconds: number;
  rulesTried: number;
};

const SIZES = [1, 10, 100, 1_000, 10_000];
const WARM_UP_MS = 300;
const MEASURE_MS = 1_000;
const AREAS = ["fs", "db", "api", "mail", "repo", "queue", "billing", "crm", "search", "deploy"];
const VERBS = ["read", "list", "write", "delete", "send"];

/**
 * Evaluations per second of CPU time (so that a busy machine counts for little) at 1 to 10,000 rules. A document may
 * hold 2,000, so they are compiled without one. One rule in ten is a guard over a whole area (`fs.*`, every agent, a condition that mostly doesn't hold), the rest are literals and narrower
 * wildcards, four in ten with a CEL condition over the arguments. Nine requests in ten are for a principal
 * and a tool that a rule names, the others for one that only guards or nothing fit. Each condition is
 * evaluated each time: only the list of rules to try is remembered.
 */
export function benchPolicy(): PolicyBench[] {
  return SIZES.map((size) => {
    const policy = compileDocument(documentOf(size));
    const requests = requestsFor(size);
    const run = (milliseconds: number): number => {
      const begin = process.cpuUsage();
      let count = 0;
      let spent = 0;
      do {
        for (const request of requests) evaluate(policy, request);
        count += requests.length;
        const { user, system } = process.cpuUsage(begin);
        spent = (user + system) / 1_000;
      } while (spent < milliseconds);
      return count / spent;
    };
    run(WARM_UP_MS);
    const perMillisecond = run(MEASURE_MS);
    const tried = requests.reduce((sum, request) => sum + triedBy(evaluate(policy, request)), 0);
    return {
      rules: size,
      evaluationsPerSecond: Math.round(perMillisecond * 1_000),
      microseconds: Number((1_000 / perMillisecond).toFixed(3)),
      rulesTried: Number((tried / requests.length).toFixed(1)),
    };
  });
}

function triedBy({ explanation }: PolicyDecision): number {
  return explanation.tried.length + explanation.omitted;
}

function capabilityOf(position: number): string {
  const area = AREAS[Math.floor(position / VERBS.length) % AREAS.length] ?? "fs";
  return `${area}.team${Math.floor(position / 50)}.${VERBS[position % VERBS.length] ?? "read"}_item`;
}

const CONDITIONS = [
  `args.path.startsWith("projects/") && !args.path.contains("..")`,
  `has(args.amount) && args.amount <= 100`,
  `capability.operation == "READ" || principal.name == "agent:admin"`,
  `args.path.matches(r'\\.(md|txt)$')`,
];

function principalOf(position: number): string {
  return `agent:worker${position % 7}`;
}

function ruleAt(position: number): PolicyRule {
  const when = CONDITIONS[position % CONDITIONS.length] ?? "";
  if (position % 10 === 9) {
    const area = AREAS[Math.floor(position / 10) % AREAS.length] ?? "fs";
    const guard = `args.path.matches(r'(^|/)[.](env|ssh)') || args.amount > ${1_000 + position}`;
    return rule(position, "agent:*", `${area}.*`, "DENY", guard);
  }
  const capability = capabilityOf(position);
  const pattern = position % 10 < 3 ? capability.replace(/[^.]+$/, "*") : capability;
  const action = (["ALLOW", "ALLOW", "REQUIRE_APPROVAL", "DENY"] as const)[position % 4] ?? "DENY";
  return rule(position, principalOf(position), pattern, action, position % 10 >= 5 ? when : null);
}

function rule(
  position: number,
  principal: string,
  capability: string,
  action: PolicyRule["action"],
  when: string | null,
): PolicyRule {
  const id = `rule-${position}`;
  const condition = when === null ? {} : { when };
  return { id, principals: [principal], capabilities: [capability], action, ...condition };
}

/** Guards first, as a person would write them. */
function documentOf(size: number): PolicyDocument {
  const positions = Array.from({ length: size }, (_, position) => position);
  const guards = positions.filter((position) => position % 10 === 9);
  const others = positions.filter((position) => position % 10 !== 9);
  return { version: 1, default: "DENY", rules: [...guards, ...others].map(ruleAt) };
}

function requestsFor(size: number): PolicyRequest[] {
  return Array.from({ length: Math.max(200, size * 2) }, (_, number) => {
    const position = (number * 7) % size;
    return {
      principal: { id: `p${number % 7}`, name: number % 10 === 8 ? "agent:stranger" : principalOf(position) },
      tenant: { id: "t", slug: "demo" },
      session: { id: "s", kind: "agent", startedAt: new Date("2026-01-01T10:00:00Z"), taint: [] },
      capability: {
        name: capabilityOf(position),
        upstream: "fs",
        operation: number % 3 === 0 ? "WRITE" : "READ",
        riskLevel: ([null, "LOW", "MEDIUM", "HIGH"] as const)[number % 4] ?? null,
        reversible: true,
        scope: "one item",
        idempotent: true,
        requiresApproval: false,
      },
      args: { path: `projects/${number}/notes.md`, amount: number % 200, tags: ["a", "b"] },
      context: {},
      env: { name: "production" },
      now: new Date("2026-01-01T12:00:00Z"),
    };
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log("Mixed rules: guards, wildcards, conditions");
  console.table(benchPolicy());
  console.log("One condition per rule, beside other engines; evaluations per second");
  console.table(benchRivals());
}
