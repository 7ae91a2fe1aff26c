import type { StudioArgument, StudioCatalog } from "@/components/policy/editor/catalog";
import { isObject, type JsonObject } from "@/lib/platform/json";
import { BUILT_IN_CHAIN_NAMES, CEL_SHAPES, type Catalog } from "@/lib/policy";

/** Longer descriptions are for the page of the capability. */
const DESCRIPTION_CHARS = 160;

/** The catalog as the browser gets it: names and the first floor of each schema. */
export function studioCatalog({
  principals,
  capabilities,
  environments,
  chains = [],
}: Catalog): StudioCatalog {
  return {
    principals,
    environments,
    chains: [...BUILT_IN_CHAIN_NAMES, ...chains],
    variables: CEL_SHAPES,
    capabilities: capabilities.map(({ name, riskLevel, operation, inputSchema }) => ({
      name,
      riskLevel,
      operation,
      args: argumentsOf(inputSchema),
    })),
  };
}

function argumentsOf(schema: JsonObject): StudioArgument[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([name, property]) => ({
    name,
    type: typeOf(property),
    required: required.includes(name),
    description:
      isObject(property) && typeof property.description === "string"
        ? property.description.slice(0, DESCRIPTION_CHARS)
        : "",
  }));
}

function typeOf(property: unknown): string {
  if (!isObject(property)) return "any";
  if (Array.isArray(property.enum)) return property.enum.slice(0, 6).map(String).join(" | ");
  if (property.type === "array") return `list of ${typeOf(property.items)}`;
  return typeof property.type === "string" ? property.type : "any";
}
