import type { PolicyTemplate } from "../check-types";

/** What a parameter's value has to look like; it is put into YAML and CEL as it is. */
export type ParameterKind = "principal" | "prefix" | "integer" | "word" | "time" | "hour";

/**
 * A template as it is kept: `{{name}}` stands for a parameter's value, `{{name|example}}` for one whole name
 * that a pattern matches. Its tests bring the facts of their capabilities, so that they hold in any registry.
 */
export type Template = Omit<PolicyTemplate, "parameters"> & {
  parameters: readonly (PolicyTemplate["parameters"][number] & { kind: ParameterKind })[];
  document: string;
  tests: string;
};

export const PRINCIPAL = {
  name: "principal",
  label: "Agents",
  description: "The agents that the policy is about: one name, or a kind and a star.",
  default: "agent:*",
  kind: "principal",
} as const;

/** The leading segments that the template's capabilities have in common. */
export function prefix(standard: string, description: string) {
  return { name: "prefix", label: "Capabilities", description, default: standard, kind: "prefix" } as const;
}
