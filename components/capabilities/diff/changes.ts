import type { CapabilityDetail, CapabilitySpec, Tool } from "@/lib/capabilities/types";
import { revealHidden } from "../../ui/hidden-characters";

/** One part of a definition before and after, as texts; `json`: pretty-printed with sorted keys. */
export type FieldChange = { label: string; format: "words" | "json"; before: string; after: string };

/** What changed between two definitions of a tool, in the order a person should read it. */
export function definitionChanges(before: Tool, after: Tool): FieldChange[] {
  const words = (label: string, read: (tool: Tool) => string): FieldChange => ({
    label,
    format: "words",
    before: read(before),
    after: read(after),
  });
  const json = (label: string, read: (tool: Tool) => unknown): FieldChange => ({
    label,
    format: "json",
    before: prettyJson(read(before)),
    after: prettyJson(read(after)),
  });
  return [
    words("Title", titleOf),
    words("Description", (tool) => tool.description ?? ""),
    json("Arguments", (tool) => tool.inputSchema),
    json("Result", (tool) => tool.outputSchema),
    json("Hints", (tool) => tool.annotations),
    json("HTTP request", (tool) => tool.binding),
  ].filter((change) => change.before !== change.after);
}

/** A title may stand in the annotations, as the registry reads it. */
function titleOf(tool: Tool): string {
  const hinted = tool.annotations?.title;
  return tool.title ?? (typeof hinted === "string" ? hinted : "");
}

/** The present definition of a capability in a tool's shape. */
export function presentTool(capability: CapabilityDetail): Tool {
  const { toolName, title, description, inputSchema, outputSchema, annotations, binding } = capability;
  return {
    name: toolName,
    title,
    description,
    inputSchema,
    ...(outputSchema && { outputSchema }),
    ...(annotations && { annotations }),
    ...(binding && { binding }),
  };
}

/** Keys sorted, so that only a change of meaning is a change of text. Nothing: no text. */
export function prettyJson(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(sorted(value), null, 2);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // Not an assignment per key: `__proto__` would not become a key of its own.
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

export type HiddenCharacter = { character: string; count: number };

/** What a reader could not see in one definition and could not see either, or less often, in the one before. */
export function hiddenAdded(before: Tool | null, after: Tool): HiddenCharacter[] {
  const known = hiddenIn(before);
  return [...hiddenIn(after)]
    .map(([character, count]) => ({ character, count: count - (known.get(character) ?? 0) }))
    .filter(({ count }) => count > 0);
}

function hiddenIn(value: unknown): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of textsOf(value)) {
    for (const part of revealHidden(text)) {
      if (part.hidden) counts.set(part.text, (counts.get(part.text) ?? 0) + 1);
    }
  }
  return counts;
}

/** Every string in a JSON value, keys as well. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

/** "2 hidden characters were added: ⟨U+200B⟩ twice"; null where none were. */
export function hiddenSentence(added: readonly HiddenCharacter[], verb = "were added"): string | null {
  const total = added.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const each = added.map(({ character, count }) => (count === 1 ? character : `${character} × ${count}`));
  const singular = verb.replace("were", "was").replace("are", "is");
  return `${total} hidden ${total === 1 ? `character ${singular}` : `characters ${verb}`}: ${each.join(", ")}`;
}

export type SpecChange = { label: string; before: string; after: string };

/** What changed of what people say of a capability, in words. */
export function specChanges(before: CapabilitySpec, after: CapabilitySpec): SpecChange[] {
  return SPEC_FIELDS.map(([label, read]) => ({ label, before: read(before), after: read(after) })).filter(
    (change) => change.before !== change.after,
  );
}

const yes = (value: boolean): string => (value ? "yes" : "no");

const SPEC_FIELDS: readonly (readonly [string, (spec: CapabilitySpec) => string])[] = [
  ["Risk", ({ risk }) => risk.level],
  ["Because", ({ risk }) => risk.justification],
  ["Always asks people", ({ risk }) => yes(risk.requiresApproval)],
  ["Operation", ({ operation }) => operation],
  ["Can be undone", ({ sideEffects }) => yes(sideEffects.reversible)],
  ["Reaches", ({ sideEffects }) => sideEffects.scope],
  ["Effect", ({ sideEffects }) => sideEffects.description],
  ["Compensated", ({ compensation }) => yes(compensation.supported)],
  ["Compensation", ({ compensation }) => compensation.strategy],
  ["Compensating capability", ({ compensation }) => compensation.capability ?? ""],
  ["Compensating arguments", ({ compensation }) => prettyJson(compensation.mapping)],
  ["Repeatable", ({ idempotent }) => yes(idempotent)],
  ["Time limit", ({ timeoutMs }) => `${timeoutMs / 1_000} s`],
  ["Retries", ({ retries }) => String(retries)],
  ["Consequence", ({ consequence }) => consequence],
  ["Moves", ({ amounts }) => prettyJson(amounts)],
  ["Results carry", ({ resultLabels }) => (resultLabels ?? []).join(", ")],
];
