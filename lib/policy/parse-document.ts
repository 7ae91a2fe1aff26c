import { isMap, isScalar, isSeq } from "yaml";
import type { z } from "zod";
import { isObject } from "../platform/json";
import { MAX_FINDINGS, PolicyError } from "./errors";
import { nodeAt } from "./locate";
import { type ParsedYaml, parseYaml } from "./parse-yaml";
import { isWritten, pathName, unknownFields } from "./schema-findings";
import { MAX_RULES, type PolicyDocument, PolicyOutline, PolicyRule } from "./schemas";
import { nearest } from "./suggest";
import type { Finding, FindingCode } from "./types";

export type ParsedPolicy = { document: PolicyDocument; yaml: ParsedYaml };

const TOP_FIELDS = ["version", "description", "default", "rules"];
const RULE_FIELDS = [
  "id",
  "description",
  "principals",
  "capabilities",
  "tenants",
  "environments",
  "when",
  "action",
  "acceptRisk",
  "obligations",
  "reason",
];
/** The fields of what stands inside a rule, by the path from the rule. */
const INNER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  obligations: ["approval", "redact", "rateLimit", "confirmHighRiskAction", "moderation"],
  "obligations.approval": ["role", "chain", "expiresInMinutes"],
  "obligations.rateLimit": ["calls", "perSeconds"],
};
const FIX_VALUE = "Correct the value.";

/** Reads a policy's YAML against the schema. @throws PolicyError with a finding for each fault */
export function parseDocument(source: string): ParsedPolicy {
  const yaml = parseYaml(source);
  const parsed = validate(yaml.value);
  const findings = parsed.issues.slice(0, MAX_FINDINGS).flatMap((issue) => findingsOf(yaml, issue));
  if (parsed.document) findings.push(...repeatedIds(yaml, parsed.document));
  if (!parsed.document || findings.length > 0) throw new PolicyError(findings);
  return { document: parsed.document, yaml };
}

type Issue = z.core.$ZodIssue;

/** Rule by rule, and no further than to as many issues as are told: making thousands of them takes longer than parsing. */
function validate(value: unknown): { document: PolicyDocument | null; issues: readonly Issue[] } {
  const outline = PolicyOutline.safeParse(value);
  const issues: Issue[] = outline.success ? [] : outline.error.issues;
  const rules: PolicyRule[] = [];
  for (const [position, written] of rulesOf(value).entries()) {
    if (issues.length >= MAX_FINDINGS) break;
    const rule = PolicyRule.safeParse(written);
    if (rule.success) rules.push(rule.data);
    else issues.push(...rule.error.issues.map((it) => ({ ...it, path: ["rules", position, ...it.path] })));
  }
  const document = outline.success && issues.length === 0 ? { ...outline.data, rules } : null;
  return { document, issues };
}

/** None where there are too many: that is said of the list, and of no rule. */
function rulesOf(value: unknown): readonly unknown[] {
  const rules = isObject(value) ? value.rules : null;
  return Array.isArray(rules) && rules.length <= MAX_RULES ? rules : [];
}

function findingsOf(yaml: ParsedYaml, issue: Issue): Finding[] {
  const { document, locator } = yaml;
  const name = pathName(issue.path, "The document");
  const at = (code: FindingCode, message: string, fix: string) =>
    locator.node(nodeAt(document, issue.path), code, message, fix);
  switch (issue.code) {
    case "unrecognized_keys": {
      const where = issue.path.length === 0 ? "A policy" : name;
      return unknownFields(yaml, issue, where, fieldsAt(issue.path));
    }
    case "invalid_type": {
      if (!isWritten(yaml, issue.path))
        return [at("MISSING_FIELD", `${name} is missing.`, `Add it: ${issue.expected}.`)];
      return [at("INVALID_VALUE", `${name} has to be ${article(issue.expected)}.`, FIX_VALUE)];
    }
    case "invalid_value": {
      const allowed = issue.values.map(String).join(", ");
      if (!isWritten(yaml, issue.path))
        return [at("MISSING_FIELD", `${name} is missing.`, `Add it: ${allowed}.`)];
      const choices = issue.values.length > 1 ? issue.values.map(String) : [];
      const meant = nearest(String(document.getIn(issue.path)), choices);
      const fix = meant === undefined ? `Write ${allowed}.` : `Did you mean ${meant}?`;
      return [at("INVALID_VALUE", `${name} is not one of the allowed values.`, fix)];
    }
    case "too_big":
      if (issue.path.length === 1 && issue.path[0] === "rules") {
        const message = `There are more than ${String(issue.maximum)} rules.`;
        return [at("TOO_MANY_RULES", message, "Merge rules with lists of capabilities.")];
      }
      return [at("INVALID_VALUE", `${name} is larger than ${String(issue.maximum)}.`, "Make it smaller.")];
    case "too_small":
      return [
        at("INVALID_VALUE", `${name} is smaller than ${String(issue.minimum)}.`, "Add what is missing."),
      ];
    case "invalid_format":
      return [at("INVALID_VALUE", `${name} ${issue.message}.`, FIX_VALUE)];
    default:
      return [at("INVALID_VALUE", `${name} ${issue.message}.`, "Remove it or change the action.")];
  }
}

function fieldsAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  if (path.length === 0) return TOP_FIELDS;
  if (path[0] !== "rules" || path.length < 2) return undefined;
  return path.length === 2 ? RULE_FIELDS : INNER_FIELDS[path.slice(2).join(".")];
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function repeatedIds(yaml: ParsedYaml, document: PolicyDocument): Finding[] {
  const seen = new Map<string, number>();
  return document.rules.flatMap((rule, position) => {
    const first = seen.get(rule.id);
    if (first === undefined) {
      seen.set(rule.id, position);
      return [];
    }
    const node = ruleField(yaml, position, "id");
    const line = yaml.locator.lineOf(ruleField(yaml, first, "id"));
    const message = `The rule id ${rule.id} is used on line ${line} already.`;
    return [yaml.locator.node(node, "DUPLICATE_RULE_ID", message, "Give each rule an id of its own.")];
  });
}

/** The node of one field of one rule, without walking the list again and again. */
export function ruleField(yaml: ParsedYaml, position: number, field: string): unknown {
  const rules = isMap(yaml.document.contents) ? yaml.document.contents.get("rules", true) : null;
  const rule: unknown = isSeq(rules) ? rules.items[position] : null;
  if (!isMap(rule)) return null;
  const node: unknown = rule.get(field, true);
  return isScalar(node) ? node : rule;
}
