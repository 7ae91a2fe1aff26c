import type { ApprovedSample } from "../../approvals";
import { canonical, isObject, type Json, type JsonObject } from "../../platform/json";
import {
  appendTest,
  evaluate,
  parseTests,
  runTests,
  testFromCall,
  type CallFacts,
  type Catalog,
  type CatalogCapability,
  type CompiledPolicy,
} from "../../policy";
import { beyond } from "./beyond";
import { none } from "./none";

type Sampled = ApprovedSample & { arguments: JsonObject };

type Given = {
  before: CompiledPolicy;
  after: CompiledPolicy;
  /** Of the policy in force. */
  tests: string;
  catalog: Catalog;
  capability: CatalogCapability;
  environment: string;
  principal: string;
  /** Newest first. */
  samples: readonly Sampled[];
  /** Ids of the new rule and of the one that asks. */
  allowing: string;
  asking: string | null;
};

const EXAMPLES = 3;
/** Larger calls make poor reading in a test. */
const MAX_EXAMPLE = 2_000;

/**
 * The tests with some approved calls that run now, and one beyond them that still asks. Each is put to the engine
 * first. @throws DomainError CONFLICT where no test can show what the rule does
 */
export function withTests(given: Given): { tests: string; contradicted: number } {
  const { principal, capability, allowing, asking } = given;
  const allowed = examplesOf(given.samples)
    .map((sample) => requestOf(given, sample, sample.arguments))
    .filter((request) => answers(given, request, { action: "ALLOW", rule: allowing }));
  const outside = beyondAll(given).find((request) =>
    answers(given, request, { action: "REQUIRE_APPROVAL", rule: asking }),
  );
  if (allowed.length === 0 || !outside)
    throw none(
      "What decides depends on more than the arguments, so no test can show what such a rule would let through. Write it by hand.",
    );
  const named = [
    ...allowed.map((request) => ({
      ...{ name: `${principal} may call ${capability.name} as people approved it`, request },
      expect: { action: "ALLOW" as const, rule: allowing },
    })),
    {
      ...{
        name: `${principal} has to ask before it goes beyond that with ${capability.name}`,
        request: outside,
      },
      expect: { action: "REQUIRE_APPROVAL" as const, rule: asking },
    },
  ];
  return {
    tests: named.reduce((text, test) => appendTest(text, testFromCall(test)), given.tests),
    contradicted: contradicted(given),
  };
}

function answers(
  { after, catalog }: Given,
  request: CallFacts,
  expected: { action: string; rule: string | null },
): boolean {
  const { action, ruleId } = evaluate(after, { ...request, tenant: catalog.tenant });
  return action === expected.action && ruleId === expected.rule;
}

/** The newest, the oldest and the one with the largest number: different ones, and short where there are such. */
function examplesOf(samples: readonly Sampled[]): Sampled[] {
  const short = samples.filter((sample) => canonical(sample.arguments).length <= MAX_EXAMPLE);
  const from = short.length > 0 ? short : samples.slice(0, 1);
  const largest = from.toSorted((a, b) => highest(b.arguments) - highest(a.arguments))[0];
  const chosen = [from[0], largest, from.at(-1)].filter((sample) => sample !== undefined);
  const seen = new Map(chosen.map((sample) => [canonical(sample.arguments), sample]));
  return [...seen.values()].slice(0, EXAMPLES);
}

function highest(value: Json): number {
  if (typeof value === "number") return value;
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return Math.max(-Infinity, ...inner.map(highest));
}

function beyondAll(given: Given): CallFacts[] {
  const [sample] = examplesOf(given.samples);
  if (!sample) return [];
  const others = [
    ...beyond([sample.arguments, ...given.samples.map((each) => each.arguments)]),
    { ...sample.arguments, unknown: true },
  ];
  return others.map((args) => requestOf(given, sample, args));
}

function requestOf(given: Given, sample: Sampled, args: JsonObject): CallFacts {
  const startedAt = sample.decidedAt;
  return {
    principal: { id: "", name: given.principal },
    session: {
      ...{ id: "", kind: sample.sessionKind, startedAt, taint: [] },
      counts: { calls: 0, allowed: 0, denied: 0, held: 0 },
    },
    capability: given.capability,
    args,
    context: isObject(sample.context) ? sample.context : {},
    env: { name: given.environment },
    now: startedAt,
  };
}

/** Which rules no call reaches is costly to find, and only coverage needs it. */
const NOT_ASKED: ReadonlySet<string> = new Set();

/** How many of the policy's own tests, which were right until now, say the opposite: for their author to settle. */
function contradicted({ before, after, tests, catalog }: Given): number {
  const parsed = parseTests(tests);
  const failed = (policy: CompiledPolicy) =>
    runTests(policy, parsed, catalog, NOT_ASKED)
      .results.filter(({ status }) => status !== "passed")
      .map(({ name }) => name);
  const already = new Set(failed(before));
  return failed(after).filter((name) => !already.has(name)).length;
}
