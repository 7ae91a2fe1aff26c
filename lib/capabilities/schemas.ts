import { z } from "zod";
import { TAINT_LABELS } from "../platform/labels/types";
import { AMOUNT_KINDS, CAPABILITY_STATUSES, OPERATIONS, RISK_LEVELS, riskFaults } from "./types";

const SEGMENT = /^[A-Za-z0-9_-]{1,64}$/;
const WHOLE = /^[A-Za-z0-9_.-]{1,128}$/;

/**
 * Why a dotted capability name, upstream slug or tool name cannot be registered; null where it can. Only
 * ASCII is accepted, which leaves few look-alikes (see skeleton).
 */
export function nameFault(name: string): string | null {
  if (!WHOLE.test(name)) return "A name has 1 to 128 characters of A-Z a-z 0-9 _ . -";
  if (!name.split(".").every((segment) => SEGMENT.test(segment))) {
    return "Each part between dots has 1 to 64 characters; a name neither starts nor ends with a dot, nor has two in a row.";
  }
  return null;
}

const Line = (max: number) => z.string().trim().max(max);
const Name = z.string().superRefine((name, check) => {
  const fault = nameFault(name);
  if (fault) check.addIssue({ code: "custom", message: fault });
});

const Pointer = z
  .string()
  .max(500)
  .regex(/^(\/([^~/]|~[01])*)*$/, "Write a JSON Pointer: /path/to/value, or nothing for the whole.");
/** One argument of a compensating call: from the original call, or a constant. */
const MappedValue = z.union([
  z.strictObject({ from: z.enum(["arguments", "result"]), pointer: Pointer }),
  z.strictObject({ value: z.json() }),
]);
const Mapping = z
  .record(z.string().min(1).max(128), MappedValue)
  .refine((mapping) => Object.keys(mapping).length <= 64, "At most 64 arguments.")
  .refine((mapping) => JSON.stringify(mapping).length <= 16_384, "At most 16 KiB in all.");

/** More would be an account, not a risk. */
const MAX_AMOUNTS = 4;
const Amount = z
  .strictObject({
    of: z.enum(AMOUNT_KINDS),
    from: z.enum(["arguments", "result"]),
    pointer: Pointer,
    unit: Line(40).min(1, "Say in what it is counted."),
  })
  .refine(({ of, unit }) => of !== "money" || /^[A-Z]{3}$/.test(unit), {
    path: ["unit"],
    message: "Write a currency by its three letters, like EUR.",
  });

const SpecShape = z.strictObject({
  operation: z.enum(OPERATIONS),
  sideEffects: z.strictObject({ reversible: z.boolean(), scope: Line(200), description: Line(1000) }),
  compensation: z.strictObject({
    supported: z.boolean(),
    strategy: Line(1000),
    capability: Name.nullable(),
    mapping: Mapping.exactOptional(),
  }),
  risk: z.strictObject({
    level: z.enum(RISK_LEVELS),
    justification: Line(1000).min(1, "Say why this is the risk."),
    requiresApproval: z.boolean(),
  }),
  idempotent: z.boolean(),
  timeoutMs: z.int().min(100).max(600_000),
  retries: z.int().min(0).max(5),
  consequence: Line(500).refine((template) => templateSlots(template) !== null, {
    message: "A slot is written {{args.name}} or {{args.name.inner}}.",
  }),
  resultLabels: z
    .array(z.enum(TAINT_LABELS))
    .max(TAINT_LABELS.length)
    .refine((labels) => new Set(labels).size === labels.length, "Name each label once.")
    .exactOptional(),
  amounts: z.array(Amount).min(1).max(MAX_AMOUNTS).exactOptional(),
});

/** A whole capability spec; what breaks a risk consistency rule does not parse. */
export const CapabilitySpecInput = SpecShape.superRefine((spec, check) => {
  const { compensation } = spec;
  for (const fault of riskFaults(spec)) {
    check.addIssue({ code: "custom", path: fault.pointer.slice(1).split("/"), message: fault.detail });
  }
  if (compensation.supported && compensation.strategy === "" && compensation.capability === null) {
    check.addIssue({
      code: "custom",
      path: ["compensation", "strategy"],
      message: "A supported compensation names its strategy or its capability.",
    });
  }
  if (compensation.mapping && compensation.capability === null) {
    check.addIssue({
      code: "custom",
      path: ["compensation", "mapping"],
      message: "A mapping needs the capability whose arguments it fills.",
    });
  }
  if (spec.retries > 0 && !spec.idempotent) {
    check.addIssue({
      code: "custom",
      path: ["retries"],
      message: "Only an idempotent capability may be retried: set retries to 0, or mark it idempotent.",
    });
  }
});
export type CapabilitySpecInput = z.input<typeof CapabilitySpecInput>;

/** A person's review of what they saw: another definition, or anybody else's review, by now is a conflict. */
export const ReviewCapabilityInput = z.strictObject({
  capabilityId: z.uuid(),
  definitionHash: z.string().regex(/^[0-9a-f]{64}$/),
  updatedAt: z.iso.datetime(),
  spec: CapabilitySpecInput,
  reason: Line(1000).default(""),
});
export type ReviewCapabilityInput = z.input<typeof ReviewCapabilityInput>;

/** A person turns a changed definition down: it stays suspended until the upstream offers another one. */
export const RejectDefinitionInput = z.strictObject({
  capabilityId: z.uuid(),
  definitionHash: z.string().regex(/^[0-9a-f]{64}$/),
  reason: Line(1000).min(1, "Say why."),
});
export type RejectDefinitionInput = z.input<typeof RejectDefinitionInput>;

/** Accepts tools that only read, as LOW, each with the definition that was seen. */
export const AcceptReadOnlyInput = z.strictObject({
  items: z
    .array(z.strictObject({ capabilityId: z.uuid(), definitionHash: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1)
    .max(200),
  reason: Line(1000).default(""),
});
export type AcceptReadOnlyInput = z.input<typeof AcceptReadOnlyInput>;

export const ReviewQueueInput = z.strictObject({
  upstream: z.string().max(128).optional(),
  /** Only those that may be accepted in bulk. */
  readOnly: z.boolean().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ReviewQueueInput = z.input<typeof ReviewQueueInput>;

export const RevisionsInput = z.strictObject({
  capabilityId: z.uuid(),
  /** The number of the last one of the page before. */
  before: z.int().optional(),
  limit: z.int().min(1).max(100).default(20),
});
export type RevisionsInput = z.input<typeof RevisionsInput>;

/** What would be called to take back one call of a capability, with the mapping as it is being written. */
export const DryRunInput = z.strictObject({
  capabilityId: z.uuid(),
  compensation: z.strictObject({ capability: Name, mapping: Mapping }),
  arguments: z.record(z.string(), z.json()),
  result: z.record(z.string(), z.json()),
});
export type DryRunInput = z.input<typeof DryRunInput>;

/** The console's filters; `cursor` is the name of the last capability of the page before. */
export const ListCapabilitiesInput = z.strictObject({
  q: z.string().trim().max(200).optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  operation: z.enum(OPERATIONS).optional(),
  upstream: z.string().max(128).optional(),
  status: z.enum(CAPABILITY_STATUSES).optional(),
  /** false: nobody has accepted its present definition. */
  reviewed: z.boolean().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListCapabilitiesInput = z.input<typeof ListCapabilitiesInput>;

/** A piece of a rendered consequence: the reviewer's own words, or a value an agent sent. */
export type ConsequencePart = { kind: "text" | "value"; text: string };

const SLOT = /\{\{\s*args((?:\.[A-Za-z0-9_-]+)+)\s*\}\}/g;
const LONGEST = 120;
const HEAD = 70;
const TAIL = 40;

/** Control, bidirectional, zero-width, private-use and look-alike-of-space characters: what a reader cannot see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}|\u2800/gu;

/** Text with every character a reader could not see written out, e.g. ⟨U+200B⟩. */
export function visible(text: string): string {
  return text.replace(UNSEEN, codePoint);
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `⟨U+${hex}⟩`;
}

/**
 * A consequence template filled with a call's arguments. Strings stand in typographic quotes, which a value
 * cannot close; long values are cut in the middle, so that both ends stay readable. `args` is any JSON value.
 */
export function consequence(template: string, args: unknown): string {
  return consequenceParts(template, args)
    .map((part) => part.text)
    .join("");
}

/** Like consequence, in pieces, so that a screen can set values apart from the reviewer's words. */
export function consequenceParts(template: string, args: unknown): ConsequencePart[] {
  const parts: ConsequencePart[] = [];
  let from = 0;
  for (const match of template.matchAll(SLOT)) {
    if (match.index > from) parts.push({ kind: "text", text: template.slice(from, match.index) });
    parts.push({ kind: "value", text: show(read(args, slotPath(match[1] ?? ""))) });
    from = match.index + match[0].length;
  }
  if (from < template.length) parts.push({ kind: "text", text: template.slice(from) });
  return parts;
}

/** The argument paths a template reads, e.g. [["path"]]; null where `{{` opens something that is no slot. */
export function templateSlots(template: string): string[][] | null {
  const slots = [...template.matchAll(SLOT)].map((match) => slotPath(match[1] ?? ""));
  return /\{\{|\}\}/.test(template.replace(SLOT, "")) ? null : slots;
}

function slotPath(dotted: string): string[] {
  return dotted.slice(1).split(".");
}

function read(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key]; // safe because at is an object that owns key
  }
  return at;
}

function show(value: unknown): string {
  if (value === undefined) return "⟨not given⟩";
  if (typeof value === "string") return `“${cut(value).replace(/[“”]/gu, codePoint)}”`;
  return cut(JSON.stringify(value) ?? "⟨not given⟩");
}

/** Cuts by code points before making characters visible, so that no mark is cut in two. */
function cut(text: string): string {
  if (text.length <= LONGEST) return visible(text);
  // A code point has at most two units: the ends of a long text are enough to cut from.
  const head = [...text.slice(0, HEAD * 2)].slice(0, HEAD).join("");
  const tail = [...text.slice(-TAIL * 2)].slice(-TAIL).join("");
  const left = text.length - head.length - tail.length;
  return left <= 0 ? visible(text) : `${visible(head)}⟨… ${left} more characters …⟩${visible(tail)}`;
}
