import { isScalar } from "yaml";
import { canonical, sha256 } from "../platform/json";
import { CelFault, compileCondition, type Condition } from "./cel";
import { PolicyError } from "./errors";
import { type ParsedPolicy, parseDocument, ruleField } from "./parse-document";
import { RuleIndex } from "./rule-index";
import { DEFAULT_APPROVAL_MINUTES, type PolicyDocument, type PolicyRule } from "./schemas";
import type { Action, Finding, Obligations, TriedRule } from "./types";

/** What is the same in each decision of one rule is made once. */
export type CompiledRule = {
  position: number;
  id: string;
  principals: readonly string[];
  capabilities: readonly string[];
  environments: ReadonlySet<string> | null;
  condition: Condition | null;
  /** The condition's text, shortened for explanations: each decision is stored with it. */
  shownCondition: string;
  action: Action;
  acceptsHigh: boolean;
  reason: string;
  /** What an approval that this rule leads to asks for. */
  obligations: Required<Obligations>;
  matched: TriedRule;
  conditionFalse: TriedRule;
  otherEnvironment: TriedRule;
};

/** A policy ready to decide. Immutable, but for what its index remembers. */
export type CompiledPolicy = {
  document: PolicyDocument;
  /** The RFC 8785 text of the document: the same for whatever layout and comments. */
  canonical: string;
  /** SHA-256 (hex) of `canonical`. */
  hash: string;
  default: Action;
  rules: readonly CompiledRule[];
  /** The line (1-based) each rule starts on, by rule id. */
  lines: ReadonlyMap<string, number>;
  index: RuleIndex<CompiledRule>;
};

const MAX_SHOWN_CONDITION = 300;

export const DEFAULT_OBLIGATIONS: Required<Obligations> = Object.freeze({
  approval: Object.freeze({ role: "reviewer", expiresInMinutes: DEFAULT_APPROVAL_MINUTES }),
});

/** Reads and compiles a policy document (YAML, version 1). @throws PolicyError with all findings */
export function compilePolicy(source: string): CompiledPolicy {
  const parsed = parseDocument(source);
  const findings: Finding[] = [];
  const rules = parsed.document.rules.map((rule, position) => compileRule(parsed, rule, position, findings));
  if (findings.length > 0) throw new PolicyError(findings);
  const text = canonical(parsed.document);
  return Object.freeze({
    document: parsed.document,
    canonical: text,
    hash: sha256(text),
    default: parsed.document.default,
    rules,
    lines: new Map(rules.map((rule) => [rule.id, lineOf(parsed, rule.position)])),
    index: new RuleIndex(rules, dropUnreachable),
  });
}

/** The RFC 8785 text of a policy. Two sources that mean the same have the same. @throws PolicyError for a text */
export function canonicalPolicy(policy: CompiledPolicy | string): string {
  return typeof policy === "string" ? canonical(parseDocument(policy).document) : policy.canonical;
}

/** SHA-256 (hex) of the canonical form: what a revision is addressed by. @throws PolicyError for a text */
export function policyHash(policy: CompiledPolicy | string): string {
  return typeof policy === "string" ? sha256(canonicalPolicy(policy)) : policy.hash;
}

function compileRule(
  parsed: ParsedPolicy,
  rule: PolicyRule,
  position: number,
  findings: Finding[],
): CompiledRule {
  const when = rule.when?.trimEnd() ?? null;
  const tried = { ruleId: rule.id, ...(when === null ? {} : { condition: excerpt(when) }) };
  return {
    position,
    id: rule.id,
    principals: rule.principals,
    capabilities: rule.capabilities,
    environments: rule.environments ? new Set(rule.environments) : null,
    condition: when === null ? null : compileWhen(parsed, when, position, findings),
    shownCondition: excerpt(when ?? ""),
    action: rule.action,
    acceptsHigh: rule.acceptRisk === "HIGH",
    reason: rule.reason ?? defaultReason(rule),
    obligations: rule.obligations?.approval
      ? Object.freeze({ approval: Object.freeze(rule.obligations.approval) })
      : DEFAULT_OBLIGATIONS,
    matched: Object.freeze({ ...tried, outcome: "matched" }),
    conditionFalse: Object.freeze({ ...tried, outcome: "condition_false" }),
    otherEnvironment: Object.freeze({ ruleId: rule.id, outcome: "other_environment" }),
  };
}

function defaultReason(rule: PolicyRule): string {
  if (rule.action === "ALLOW") return `Rule ${rule.id} allows this call.`;
  if (rule.action === "DENY") return `Rule ${rule.id} denies this call.`;
  return `Rule ${rule.id} asks a person about this call.`;
}

function excerpt(condition: string): string {
  return condition.length <= MAX_SHOWN_CONDITION
    ? condition
    : `${condition.slice(0, MAX_SHOWN_CONDITION - 1)}…`;
}

function compileWhen(
  parsed: ParsedPolicy,
  when: string,
  position: number,
  findings: Finding[],
): Condition | null {
  try {
    return compileCondition(when);
  } catch (error) {
    if (!(error instanceof CelFault)) throw error;
    const { locator } = parsed.yaml;
    const node = ruleField(parsed.yaml, position, "when");
    const offset = isScalar(node) ? locator.inside(node, error.offset) : 0;
    findings.push(locator.at(offset, error.code, error.message, error.fix));
    return null;
  }
}

function lineOf(parsed: ParsedPolicy, position: number): number {
  return parsed.yaml.locator.lineOf(ruleField(parsed.yaml, position, "id"));
}

/** Nothing after a rule that always matches is ever tried. */
function dropUnreachable(candidates: CompiledRule[]): CompiledRule[] {
  const last = candidates.findIndex((rule) => rule.condition === null && rule.environments === null);
  return last === -1 ? candidates : candidates.slice(0, last + 1);
}
