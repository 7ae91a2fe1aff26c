import type { Catalog, PolicyFinding } from "../check-types";
import type { CompiledPolicy } from "../compile";
import { nearest } from "../suggest";
import { BUILT_IN_CHAIN_NAMES, isBuiltInChain } from "../types";
import type { Places } from "./places";

/**
 * Approval chains that a rule names and that there are not: the gateway would deny each call of such a rule. Where
 * nobody says which chains the tenant has, a name that isn't built in is only a warning.
 */
export function chainFindings(policy: CompiledPolicy, catalog: Catalog, places: Places): PolicyFinding[] {
  const own = catalog.chains;
  const known = [...BUILT_IN_CHAIN_NAMES, ...(own ?? [])];
  return policy.rules.flatMap((rule): PolicyFinding[] => {
    const name = rule.obligations.REQUIRE_APPROVAL.approval?.chain;
    if (name === undefined || isBuiltInChain(name) || own?.includes(name)) return [];
    const meant = nearest(name, known);
    return [
      {
        code: "UNKNOWN_CHAIN",
        severity: own ? "error" : "warning",
        ...places.inRule(rule.id, name),
        message: own
          ? `Rule ${rule.id} asks the approval chain ${name}, which does not exist here: its calls would be denied.`
          : `Rule ${rule.id} asks the approval chain ${name}, which is not built in. Where the tenant has no chain of this name, its calls are denied.`,
        fix:
          meant === undefined
            ? `Make the chain ${name} under Approvals first, or name one that exists.`
            : `Did you mean ${meant}?`,
        ruleId: rule.id,
      },
    ];
  });
}
