import { isMap } from "yaml";
import { listProblem } from "./rule-list-edits";
import { lineStart, plain, readSource, rulesOf, startOf } from "./source";

/** One rule as the form shows it: absent texts are "", absent lists are empty. */
export type FormRule = {
  /** Where the rule begins in the text, 1-based. */
  line: number;
  id: string;
  description: string;
  action: string;
  principals: readonly string[];
  capabilities: readonly string[];
  tenants: readonly string[];
  environments: readonly string[];
  when: string;
  reason: string;
  acceptRisk: boolean;
  obligations: FormObligations;
};

export type FormObligations = {
  approvalBy: string;
  expiresInMinutes: number | null;
  redact: readonly string[];
  rateCalls: number | null;
  rateSeconds: number | null;
  confirm: boolean;
  moderation: string;
};

export type FormPolicy = { description: string; default: string; rules: readonly FormRule[] };
export type FormReading = { ok: true; policy: FormPolicy } | { ok: false; problem: string };

/** The policy that a text says, as the form shows it; or why the form can't edit that text. */
export function readForm(text: string): FormReading {
  const source = readSource(text);
  if (!source.ok) return source;
  const rules = rulesOf(source);
  const given = source.root.get("rules");
  if (!rules && given != null) return { ok: false, problem: "`rules` is not a list." };
  const problem = rules && listProblem(text, rules);
  if (problem) return { ok: false, problem };
  const top = source.root;
  return {
    ok: true,
    policy: {
      description: textOf(plain(top.get("description", true))),
      default: textOf(plain(top.get("default", true))),
      rules: (rules?.items ?? [])
        .filter((item) => isMap(item))
        .map((item) => {
          const line = text.slice(0, lineStart(text, startOf(item))).split("\n").length;
          return ruleOf(plain(item), line);
        }),
    },
  };
}

function ruleOf(value: unknown, line: number): FormRule {
  const rule = recordOf(value);
  return {
    line,
    id: textOf(rule.id),
    description: textOf(rule.description),
    action: textOf(rule.action),
    principals: listOf(rule.principals),
    capabilities: listOf(rule.capabilities),
    tenants: listOf(rule.tenants),
    environments: listOf(rule.environments),
    when: textOf(rule.when),
    reason: textOf(rule.reason),
    acceptRisk: rule.acceptRisk !== undefined,
    obligations: obligationsOf(recordOf(rule.obligations)),
  };
}

function obligationsOf(given: Record<string, unknown>): FormObligations {
  const approval = recordOf(given.approval);
  const rate = recordOf(given.rateLimit);
  return {
    approvalBy: textOf(approval.chain) || textOf(approval.role),
    expiresInMinutes: numberOf(approval.expiresInMinutes),
    redact: listOf(given.redact),
    rateCalls: numberOf(rate.calls),
    rateSeconds: numberOf(rate.perSeconds),
    confirm: given.confirmHighRiskAction === true,
    moderation: textOf(given.moderation),
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Without the line's end that a block text brings along. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value.replace(/\n+$/, "");
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(textOf);
  const one = textOf(value);
  return one === "" ? [] : [one];
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
