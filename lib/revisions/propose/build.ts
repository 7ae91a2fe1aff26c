import type { ApprovedSample, ApprovedSamples } from "../../approvals";
import { isObject, type JsonObject } from "../../platform/json";
import { compilePolicy, PolicyError, type Catalog, type CompiledPolicy, type PolicyRule } from "../../policy";
import { conditionOf, NotDerivable } from "./condition";
import { insertRule } from "./insert-rule";
import { none } from "./none";
import { withTests } from "./tests";

export type Published = { id: string; number: number; document: string; tests: string };

export type BuiltProposal = {
  title: string;
  document: string;
  tests: string;
  /** The new rule. */
  rule: PolicyRule;
  /** How many of the policy's own tests say the opposite now. */
  contradicted: number;
};

type Sampled = ApprovedSample & { arguments: JsonObject };

/**
 * A policy with one rule more, which lets through what people approved anyway, and nothing else; with tests that
 * say so. Verified by the engine itself before anybody sees it.
 * @throws DomainError CONFLICT with the sentence that says why there is no such rule
 */
export function buildProposal(published: Published, catalog: Catalog, given: ApprovedSamples): BuiltProposal {
  const { candidate, environment } = given;
  const policy = compilePolicy(published.document);
  const asking = askingRule(policy, candidate.ruleId);
  const capability = catalog.capabilities.find(({ name }) => name === candidate.capability);
  if (!capability) throw none(`${candidate.capability} is not in the registry any more.`);
  const samples = given.samples.filter((sample): sample is Sampled => isObject(sample.arguments));
  const rule = ruleOf(policy, asking, { ...given, samples });
  const document = insertRule(published.document, rule, asking?.id ?? null);
  const { tests, contradicted } = withTests({
    ...{ before: policy, after: compiled(document), tests: published.tests },
    ...{ catalog, capability, environment },
    ...{ principal: `agent:${candidate.agent}`, samples, allowing: rule.id, asking: asking?.id ?? null },
  });
  const title = `Let ${candidate.agent} call ${candidate.capability} without asking`.slice(0, 120);
  return { title, document, tests, rule, contradicted };
}

/** The rule that asks today; null where that is the policy's default. */
function askingRule(policy: CompiledPolicy, ruleId: string | null): PolicyRule | null {
  const rule = policy.document.rules.find(({ id }) => id === ruleId) ?? null;
  if (ruleId !== null && !rule) throw none(`The policy in force has no rule ${ruleId} any more.`);
  if ((rule?.action ?? policy.default) !== "REQUIRE_APPROVAL")
    throw none(
      rule
        ? `Rule ${rule.id} does not ask by itself: it is the registry that raises what it answers.`
        : "The policy does not ask by default any more.",
    );
  if (rule?.obligations?.redact?.some((pointer) => !pointer.startsWith("/result")))
    throw none(
      `Rule ${rule.id} keeps arguments out of records, so none of them may be written into a policy.`,
    );
  return rule;
}

function ruleOf(
  policy: CompiledPolicy,
  asking: PolicyRule | null,
  { candidate, samples }: { candidate: ApprovedSamples["candidate"]; samples: readonly Sampled[] },
): PolicyRule {
  const { capability, agent, approved, decided } = candidate;
  const often = `${approved} of ${decided}`;
  const derived = derive(samples);
  const { approval: _approval, ...obligations } = asking?.obligations ?? {};
  return {
    id: freeId(policy, `usual-${capability}`),
    description: `Proposed because people approved ${often} such calls${asking ? ` that ${asking.id} asked about` : ""}.`,
    principals: [`agent:${agent}`],
    capabilities: [capability],
    ...(asking?.tenants ? { tenants: asking.tenants } : {}),
    ...(asking?.environments ? { environments: asking.environments } : {}),
    // Whatever the asking rule does not ask about is for the rules after it, as before.
    when: asking?.when === undefined ? derived : `${derived} &&\n(${asking.when.trim()})`,
    action: "ALLOW",
    ...(Object.keys(obligations).length > 0 ? { obligations } : {}),
    reason: `People approved ${often} calls like this one, so it runs without asking.`,
  };
}

function derive(samples: readonly Sampled[]): string {
  try {
    return conditionOf(samples.map(({ arguments: args }) => args));
  } catch (error) {
    if (error instanceof NotDerivable) throw none(error.message);
    throw error;
  }
}

function freeId(policy: CompiledPolicy, wanted: string): string {
  const taken = new Set(policy.document.rules.map(({ id }) => id));
  const base = wanted.slice(0, 60);
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}

function compiled(document: string): CompiledPolicy {
  try {
    return compilePolicy(document);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw none(
      "The calls differ too much: a condition for all of them would be longer than a policy may have.",
    );
  }
}
