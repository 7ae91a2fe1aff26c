import { EditedSpec } from "@/lib/approvals/chains/schemas";
import type { ChainSpec, Members } from "@/lib/approvals/schemas";

/** Who is in a group, while it is being chosen: what was picked of the other kinds stays. */
export type DraftMembers = {
  kind: Members["kind"];
  role: "reviewer" | "admin";
  teamId: string;
  userIds: readonly string[];
};
/** `key` names it on the page, whatever it is called. */
export type DraftGroup = { key: string; name: string; members: DraftMembers; quorum: string };
export type DraftStep = { key: string; name: string; groups: readonly DraftGroup[] };

/** A chain as its form has it. Numbers are as typed: an empty field is not zero. */
export type ChainDraft = {
  steps: readonly DraftStep[];
  denyThreshold: string;
  denyAfter: string;
  escalates: boolean;
  escalateAfter: string;
  escalation: DraftMembers;
  fallsBack: boolean;
  fallback: DraftMembers;
};

export type DraftReading = {
  /** What would be sent; null while something is wrong. */
  spec: ChainSpec | null;
  /** As near as what is typed comes to a chain, to be put in words. */
  meant: ChainSpec;
  /** What is wrong, by the field's path with dots. */
  faults: Readonly<Record<string, string>>;
};

let made = 0;
/** For what is added on the page; what comes with it is counted, so that server and browser agree. */
function newKey(): string {
  return `new-${++made}`;
}

const NOBODY: DraftMembers = { kind: "role", role: "reviewer", teamId: "", userIds: [] };

export function newGroup(name = ""): DraftGroup {
  return { key: newKey(), name, members: NOBODY, quorum: "1" };
}

export function newStep(name: string): DraftStep {
  return { key: newKey(), name, groups: [newGroup("Reviewers")] };
}

export function draftOf(spec: ChainSpec): ChainDraft {
  return {
    steps: spec.steps.map((step, s) => ({
      key: `step-${s}`,
      name: step.name,
      groups: step.groups.map(({ name, members, quorum }, g) => ({
        key: `group-${s}-${g}`,
        name,
        members: draftMembers(members),
        quorum: String(quorum),
      })),
    })),
    denyThreshold: String(spec.denyThreshold),
    denyAfter: String(spec.denyAfterMinutes),
    escalates: spec.escalation !== null,
    escalateAfter: String(spec.escalateAfterMinutes ?? Math.max(1, Math.floor(spec.denyAfterMinutes / 2))),
    escalation: draftMembers(spec.escalation),
    fallsBack: spec.fallback !== null,
    fallback: draftMembers(spec.fallback),
  };
}

function draftMembers(members: Members | null): DraftMembers {
  if (members === null) return { ...NOBODY, role: "admin" };
  return { ...NOBODY, ...members };
}

/** What a draft says, and what is wrong with it, by the schema that the server has too. */
export function readDraft(draft: ChainDraft): DraftReading {
  const given = {
    steps: draft.steps.map(({ name, groups }) => ({
      name: name.trim(),
      groups: groups.map((group) => ({
        name: group.name.trim(),
        members: membersOf(group.members),
        quorum: number(group.quorum),
      })),
    })),
    denyThreshold: number(draft.denyThreshold),
    denyAfterMinutes: number(draft.denyAfter),
    escalateAfterMinutes: draft.escalates ? number(draft.escalateAfter) : null,
    escalation: draft.escalates ? membersOf(draft.escalation) : null,
    fallback: draft.fallsBack ? membersOf(draft.fallback) : null,
  };
  const parsed = EditedSpec.safeParse(given);
  const faults = parsed.success
    ? {}
    : Object.fromEntries(
        // The first of a field is the one to show.
        parsed.error.issues.map((issue) => [issue.path.join("."), sentence(issue)] as const).reverse(),
      );
  return { spec: parsed.success ? parsed.data : null, meant: readable(given), faults };
}

function membersOf({ kind, role, teamId, userIds }: DraftMembers): Members {
  if (kind === "role") return { kind, role };
  return kind === "team" ? { kind, teamId } : { kind, userIds: [...userIds] };
}

/** Digits alone: "1e3", "0x10" and "" are no numbers that anybody means here. */
function number(text: string): number {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

function readable(given: ChainSpec): ChainSpec {
  const or = (value: number, instead: number) => (Number.isNaN(value) ? instead : value);
  return {
    ...given,
    steps: given.steps.map((step) => ({
      ...step,
      groups: step.groups.map((group) => ({ ...group, quorum: or(group.quorum, 1) })),
    })),
    denyThreshold: or(given.denyThreshold, 1),
    denyAfterMinutes: or(given.denyAfterMinutes, 15),
    escalateAfterMinutes: given.escalateAfterMinutes === null ? null : or(given.escalateAfterMinutes, 1),
  };
}

function sentence({ path, message, code }: { path: PropertyKey[]; message: string; code: string }): string {
  if (code === "custom") return capital(message);
  const field = path.at(-1);
  switch (field) {
    case "quorum":
    case "denyThreshold":
      return "A whole number from 1 to 10";
    case "denyAfterMinutes":
    case "escalateAfterMinutes":
      return "Whole minutes from 1 to 43,200 (30 days)";
    case "teamId":
      return "Choose a team";
    case "userIds":
      return "Choose at least one person";
    case "name":
      return code === "too_small" ? "Give it a name" : capital(message);
    default:
      return capital(message);
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A list with one of its items somewhere else. Out of range: as it was. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, n) => n !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** A name that no other in the list has: "Step 3". */
export function freeName(base: string, taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n++) if (!taken.includes(`${base} ${n}`)) return `${base} ${n}`;
}
