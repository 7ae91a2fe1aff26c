import type { CapabilityDetail } from "@/lib/capabilities/types";
import { Badge } from "../ui/badge";
import { SafeText } from "../ui/safe-text";

type JsonObject = CapabilityDetail["inputSchema"];
type Field = { name: string; type: string; required: boolean; description: string; limits: string[] };

/** The top level of a JSON Schema as a list people can read; the whole of it is in the raw view. */
export function SchemaView({ schema }: { schema: JsonObject }) {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return <p className="px-4 py-3 text-sm text-ink-3">No named fields.</p>;
  return (
    <ul className="divide-y divide-line">
      {fields.map((field) => (
        <li key={field.name} className="grid gap-0.5 px-4 py-2">
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-mono text-xs font-medium">
              <SafeText oneLine>{field.name}</SafeText>
            </span>
            <span className="text-xs text-syntax-keyword">{field.type}</span>
            {field.required && <Badge className="h-5">required</Badge>}
          </div>
          {field.description && (
            <p className="text-xs text-ink-2">
              <SafeText>{field.description}</SafeText>
            </p>
          )}
          {field.limits.length > 0 && (
            <p className="font-mono text-2xs wrap-anywhere text-ink-3">
              <SafeText oneLine>{field.limits.join(" · ")}</SafeText>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

const LIMITS = [
  "enum",
  "const",
  "default",
  "format",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
] as const;

function fieldsOf(schema: JsonObject): Field[] {
  const properties = asObject(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, value]) => {
    const property = asObject(value);
    return {
      name,
      type: typeOf(property),
      required: required.includes(name),
      description: typeof property.description === "string" ? property.description : "",
      limits: LIMITS.filter((limit) => property[limit] !== undefined).map(
        (limit) => `${limit} ${JSON.stringify(property[limit])}`,
      ),
    };
  });
}

function typeOf(property: JsonObject): string {
  if (Array.isArray(property.enum)) return "one of";
  const named = Array.isArray(property.type)
    ? property.type.join(" or ")
    : typeof property.type === "string"
      ? property.type
      : "any";
  return named === "array" ? `array of ${typeOf(asObject(property.items))}` : named;
}

function asObject(value: unknown): JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {};
}
