import { isScalar } from "yaml";
import { canonical, sha256 } from "../platform/json";
import { CelFault, compileCondition, type CompiledCondition, type Condition } from "./cel";
import { PolicyError } from "./errors";
import { placeInside, type TextPlace } from "./locate";
import { parseDocument, ruleField } from "./parse-document";
import type { ParsedYaml } from "./parse-yaml";
import { RuleIndex } from "./rule-index";
import type { PolicyDocument, PolicyRule } from "./schemas";
import {
  DEFAULT_CHAIN,
  type Action,
  type ApprovalObligation,
  type Finding,
  type Obligations,
  type RuleReads,
  type TriedRule,
} from "./types";

/** What is the same in each decision of one rule is made once. */
export type CompiledRule = {
  position: number;
  id: string;
  principals: readonly string[];
  capabilities: readonly string[];
  environments: ReadonlySet<string> | null;
  tenants: ReadonlySet<string> | null;
  condition: Condition | null;
  /** The condition's text, and where in the document it begins; null where there is none. */
  when: { text: string; at: TextPlace } | null;
  /** What of a request its outcome depends on, beyond names and capability. */
  reads: ReadonlySet<RuleReads>;
  /** The condition's text, shortened for explanations: each decision is stored with it. */
  shownCondition: string;
  action: Action;
  acceptsHigh: boolean;
  reason: string;
  /** What goes along with each answer that this rule can lead to. */
  obligations: Readonly<Record<Action, Obligations>>;
  /** True where the caller has to confirm the call. */
  confirms: boolean;
  matched: TriedRule;
  conditionFalse: TriedRule;
  otherEnvironment: TriedRule;
  otherTenant: TriedRule;
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
  /** True where some condition reads session.calls, .allowed, .denied or .held, which cost a query. */
  readsCounts: boolean;
  /** The same for session.taint. */
  readsTaint: boolean;
  index: RuleIndex<CompiledRule>;
};

const MAX_SHOWN_CONDITION = 300;

const NO_READS: ReadonlySet<RuleReads> = new Set();
const DEFAULT_APPROVAL: ApprovalObligation = Object.freeze({ chain: DEFAULT_CHAIN });

/** What goes along with an answer that no rule gave. */
export const DEFAULT_OBLIGATIONS = obligationsOf(undefined);

/** Reads and compiles a policy document (YAML, version 1). @throws PolicyError with all findings */
export function compilePolicy(source: string): CompiledPolicy {
  const { document, yaml } = parseDocument(source);
  return compile(document, yaml);
}

/**
 * Compiles a document that is known to be valid, however large: the limits on size guard the reading of text.
 * Its rules have no place in a text, so all of them are on line 1. @throws PolicyError
 */
export function compileDocument(document: PolicyDocument): CompiledPolicy {
  return compile(document, null);
}

function compile(document: PolicyDocument, yaml: ParsedYaml | null): CompiledPolicy {
  const findings: Finding[] = [];
  const rules = document.rules.map((rule, position) => compileRule(yaml, rule, position, findings));
  if (findings.length > 0) throw new PolicyError(findings);
  const text = canonical(document);
  const line = (position: number) => yaml?.locator.lineOf(ruleField(yaml, position, "id")) ?? 1;
  return Object.freeze({
    document,
    canonical: text,
    hash: sha256(text),
    default: document.default,
    rules,
    lines: new Map(rules.map((rule) => [rule.id, line(rule.position)])),
    readsCounts: rules.some((rule) => rule.reads.has("counts")),
    readsTaint: rules.some((rule) => rule.reads.has("taint")),
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
  yaml: ParsedYaml | null,
  rule: PolicyRule,
  position: number,
  findings: Finding[],
): CompiledRule {
  const when = whenOf(yaml, rule, position);
  const compiled = when && compileWhen(when, findings);
  const tried = { ruleId: rule.id, ...(when ? { condition: excerpt(when.text) } : {}) };
  return {
    position,
    id: rule.id,
    principals: rule.principals,
    capabilities: rule.capabilities,
    environments: rule.environments ? new Set(rule.environments) : null,
    tenants: rule.tenants ? new Set(rule.tenants) : null,
    condition: compiled?.holds ?? null,
    when,
    reads: allReads(rule, compiled?.reads ?? NO_READS),
    shownCondition: excerpt(when?.text ?? ""),
    action: rule.action,
    acceptsHigh: rule.acceptRisk === "HIGH",
    reason: rule.reason ?? defaultReason(rule),
    obligations: obligationsOf(rule.obligations),
    confirms: rule.obligations?.confirmHighRiskAction === true,
    matched: Object.freeze({ ...tried, outcome: "matched" }),
    conditionFalse: Object.freeze({ ...tried, outcome: "condition_false" }),
    otherEnvironment: Object.freeze({ ruleId: rule.id, outcome: "other_environment" }),
    otherTenant: Object.freeze({ ruleId: rule.id, outcome: "other_tenant" }),
  };
}

function allReads(rule: PolicyRule, ofCondition: ReadonlySet<RuleReads>): ReadonlySet<RuleReads> {
  const { confirmHighRiskAction, rateLimit } = rule.obligations ?? {};
  if (!confirmHighRiskAction && !rateLimit) return ofCondition;
  const reads = new Set(ofCondition);
  if (confirmHighRiskAction) reads.add("context");
  if (rateLimit) reads.add("rate");
  return reads;
}

/** Made once per rule. Nothing of a call that is denied needs a limit or a moderator, but its record is redacted too. */
function obligationsOf(written: PolicyRule["obligations"]): Readonly<Record<Action, Obligations>> {
  const { approval, redact, rateLimit, confirmHighRiskAction, moderation } = written ?? {};
  const always = redact ? { redact: Object.freeze(redact) } : {};
  const running = {
    ...always,
    ...(rateLimit ? { rateLimit: Object.freeze(rateLimit) } : {}),
    ...(confirmHighRiskAction ? { confirmHighRiskAction } : {}),
    ...(moderation ? { moderation } : {}),
  };
  return Object.freeze({
    DENY: Object.freeze(always),
    ALLOW: Object.freeze(running),
    REQUIRE_APPROVAL: Object.freeze({ approval: approvalOf(approval), ...running }),
  });
}

function approvalOf(written: NonNullable<PolicyRule["obligations"]>["approval"]): ApprovalObligation {
  if (!written) return DEFAULT_APPROVAL;
  const { expiresInMinutes } = written;
  return Object.freeze({
    // Each role is a built-in chain of one step that asks one person.
    chain: "chain" in written ? written.chain : written.role,
    ...(expiresInMinutes === undefined ? {} : { expiresInMinutes }),
  });
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

const NOWHERE: TextPlace = { line: 1, column: 1, follows: "unknown" };

function whenOf(yaml: ParsedYaml | null, rule: PolicyRule, position: number): CompiledRule["when"] {
  if (rule.when === undefined) return null;
  const node = yaml && ruleField(yaml, position, "when");
  const at = yaml && isScalar(node) ? yaml.locator.textPlace(node) : NOWHERE;
  return { text: rule.when.trimEnd(), at };
}

function compileWhen(
  { text, at }: NonNullable<CompiledRule["when"]>,
  findings: Finding[],
): CompiledCondition | null {
  try {
    return compileCondition(text);
  } catch (error) {
    if (!(error instanceof CelFault)) throw error;
    const { code, message, fix } = error;
    findings.push({ code, ...placeInside(at, text, error.offset), message, fix });
    return null;
  }
}

/** Nothing after a rule that always matches is ever tried. */
function dropUnreachable(candidates: CompiledRule[]): CompiledRule[] {
  const last = candidates.findIndex(isCertain);
  return last === -1 ? candidates : candidates.slice(0, last + 1);
}

/** True where the rule decides whatever else a request holds. */
export function isCertain({ condition, environments, tenants }: CompiledRule): boolean {
  return condition === null && environments === null && tenants === null;
}
