import type { Catalog, CatalogCapability, PolicyFinding } from "../check-types";
import type { CompiledPolicy, CompiledRule } from "../compile";
import { patternsOf } from "../rule-index";
import { ConditionReader } from "../semantics";
import type { Places } from "./places";

const MAX_NAMES = 4;

/**
 * Wildcards that allow what is risky. Without acceptRisk the engine asks a person all the same, which is a
 * surprise and a warning; with it, calls of HIGH risk would run that nobody has thought of: an error.
 */
export function riskFindings(policy: CompiledPolicy, catalog: Catalog, places: Places): PolicyFinding[] {
  const risky = catalog.capabilities.filter(({ riskLevel }) => isRisky(riskLevel));
  const reader = new ConditionReader();
  const coveredBy = (rule: CompiledRule, pattern: string) =>
    risky.filter(
      (capability) =>
        patternsOf(capability.name, ".").includes(pattern) && !reader.neverHolds(rule, capability),
    );
  const findings = policy.rules
    .filter(({ action }) => action === "ALLOW")
    .flatMap((rule) =>
      rule.capabilities
        .filter((pattern) => pattern.endsWith("*"))
        .flatMap((pattern) => findingFor(rule, pattern, coveredBy(rule, pattern), places)),
    );
  return policy.default === "ALLOW" ? [...findings, ...defaultFinding(risky, places)] : findings;
}

function findingFor(
  rule: CompiledRule,
  pattern: string,
  covered: readonly CatalogCapability[],
  places: Places,
): PolicyFinding[] {
  if (covered.length === 0) return [];
  const accepted = rule.acceptsHigh && covered.some(({ riskLevel }) => riskLevel !== "CRITICAL");
  const consequence = accepted
    ? "and acceptRisk lets those of HIGH risk run without asking"
    : "and a person will be asked about each call";
  return [
    {
      code: "RISKY_WILDCARD",
      severity: accepted ? "error" : "warning",
      ...places.inRule(rule.id, pattern),
      message: `Rule ${rule.id} allows ${pattern}, which covers ${listed(covered)}, ${consequence}.`,
      fix: accepted
        ? "Name the capabilities that are meant, or remove acceptRisk."
        : 'Name the capabilities that are meant, or add a condition such as capability.risk in ["LOW", "MEDIUM"].',
      ruleId: rule.id,
    },
  ];
}

function defaultFinding(risky: readonly CatalogCapability[], places: Places): PolicyFinding[] {
  if (risky.length === 0) return [];
  return [
    {
      code: "RISKY_WILDCARD",
      severity: "warning",
      ...places.top("default"),
      message: `The default allows whatever no rule names, also ${listed(risky)}.`,
      fix: "Write default: DENY, and allow by name.",
    },
  ];
}

function isRisky(level: CatalogCapability["riskLevel"]): boolean {
  return level === null || level === "HIGH" || level === "CRITICAL";
}

function listed(capabilities: readonly CatalogCapability[]): string {
  const shown = capabilities
    .slice(0, MAX_NAMES)
    .map(({ name, riskLevel }) => `${name} (${riskLevel ?? "not rated, so HIGH"})`);
  const more = capabilities.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
