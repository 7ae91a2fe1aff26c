import type { Catalog, PolicyFinding } from "../check-types";
import type { CompiledPolicy } from "../compile";
import { patternsOf } from "../rule-index";
import type { DeadRules } from "../semantics";
import { suggest } from "../suggest";
import type { Places } from "./places";

/** Rules and patterns that no call can reach, and patterns that nothing in the registry has. */
export function reachabilityFindings(
  policy: CompiledPolicy,
  dead: DeadRules,
  catalog: Catalog,
  places: Places,
): PolicyFinding[] {
  return [
    ...dead.unreachable.map(({ ruleId, by }): PolicyFinding => {
      const blockers = named(by);
      return {
        code: "RULE_UNREACHABLE",
        severity: "error",
        ...places.rule(ruleId),
        message: `Rule ${ruleId} never decides anything: ${blockers} always before it.`,
        fix: `Move it above ${by.join(", ")}, narrow ${by.length === 1 ? "that rule" : "those rules"}, or remove it.`,
        ruleId,
      };
    }),
    ...dead.patterns.map(({ ruleId, pattern, by }): PolicyFinding => ({
      code: "RULE_SHADOWED",
      severity: "warning",
      ...places.inRule(ruleId, pattern),
      message: `For ${pattern}, rule ${ruleId} never decides anything: ${named(by)} always before it.`,
      fix: `Move the rule above ${by.join(", ")}, or remove ${pattern} from it.`,
      ruleId,
    })),
    ...strangers(policy, catalog, places),
  ];
}

function named(by: readonly string[]): string {
  if (by.length === 0) return "other rules decide";
  return by.length === 1 ? `rule ${by[0]} decides` : `rules ${by.join(", ")} decide`;
}

/** A pattern that matches no agent or capability of today is often a typing error. */
function strangers(policy: CompiledPolicy, catalog: Catalog, places: Places): PolicyFinding[] {
  const capabilities = catalog.capabilities.map(({ name }) => name);
  const fields = [
    { field: "capabilities", noun: "capability", names: capabilities, separator: "." },
    { field: "principals", noun: "agent", names: catalog.principals, separator: ":" },
  ] as const;
  return fields.flatMap(({ field, noun, names, separator }) => {
    if (names.length === 0) return [];
    const matched = new Set(names.flatMap((name) => patternsOf(name, separator)));
    return policy.rules.flatMap((rule) =>
      rule[field]
        .filter((pattern) => pattern !== "*" && !matched.has(pattern))
        .map((pattern): PolicyFinding => ({
          code: "PATTERN_MATCHES_NOTHING",
          severity: "warning",
          ...places.inRule(rule.id, pattern),
          message: `No ${noun} in the registry matches ${pattern}.`,
          fix: nearest(pattern, names, matched) ?? `Correct it, or keep it for one that is to come.`,
          ruleId: rule.id,
        })),
    );
  });
}

function nearest(pattern: string, names: readonly string[], matched: ReadonlySet<string>): string | null {
  const likes = pattern.endsWith("*") ? [...matched].filter((known) => known.endsWith("*")) : names;
  const advice = suggest(pattern, likes);
  return advice.startsWith("Did you mean") ? advice : null;
}
