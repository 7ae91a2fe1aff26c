import { z } from "zod";

/** What a switch stops, the widest first. */
export const SCOPES = ["global", "tenant", "agent", "upstream", "capability", "session"] as const;
export type Scope = (typeof SCOPES)[number];

/** What happens to calls that have begun. */
export const IN_FLIGHT = ["finish", "cancel"] as const;
export type InFlight = (typeof IN_FLIGHT)[number];

/** Who or what set it. */
export const ORIGINS = ["person", "cli", "system", "drill"] as const;
export type Origin = (typeof ORIGINS)[number];

/** Percent of the sessions that are let through, stage by stage; the last one ends the stop. */
export const STAGES = [5, 25, 50, 100] as const;

/** Stops that take two people to lift: so much stands still that one person's slip must not let it loose. */
export const WIDE_SCOPES: readonly string[] = ["global", "tenant"] satisfies Scope[];

export const MAX_REASON = 500;
const MAX_TARGETS = 20;
const MAX_TARGET = 300;

const Reason = z.string().trim().min(1, "Say why.").max(MAX_REASON);
const Id = z.uuid();

/** One thing to stop: an agent or a session by id, a capability by name, an upstream by slug. */
export const StopTarget = z
  .strictObject({
    scope: z.enum(SCOPES),
    target: z.string().min(1).max(MAX_TARGET).nullable().default(null),
  })
  .refine(({ scope, target }) => WIDE_SCOPES.includes(scope) === (target === null), {
    path: ["target"],
    error: "Name the agent, upstream, capability or session; the tenant and the installation have no name.",
  });
export type StopTarget = z.output<typeof StopTarget>;

export const StopTargets = z
  .array(StopTarget)
  .min(1, "Choose what to stop.")
  .max(MAX_TARGETS, `At most ${MAX_TARGETS} at a time.`)
  .refine(
    (all) => new Set(all.map(({ scope, target }) => `${scope} ${target ?? ""}`)).size === all.length,
    "The same thing is named twice.",
  );

const How = {
  reason: Reason,
  /** When it ends by itself. */
  expiresAt: z.iso.datetime({ offset: true, error: "A moment as ISO 8601." }).nullable().default(null),
  inFlight: z.enum(IN_FLIGHT).default("finish"),
  /** Whether requests for approval that it covers stand still. */
  freeze: z.boolean().default(true),
  incidentId: Id.nullable().default(null),
};

/** Several stops in one action, with one audit record. */
export const SetSwitchesInput = z.strictObject({ targets: StopTargets, ...How });
export type SetSwitchesInput = z.input<typeof SetSwitchesInput>;

/** One stop. */
export type SetSwitchInput = Omit<SetSwitchesInput, "targets"> & z.input<typeof StopTarget>;

export const PreviewStopInput = z.strictObject({ targets: StopTargets });
export type PreviewStopInput = z.input<typeof PreviewStopInput>;

export const SwitchRef = z.strictObject({ id: Id });
export type SwitchRef = z.input<typeof SwitchRef>;
/** To lift one, to ask for a restart, or to stop again. */
export const SwitchReason = z.strictObject({ id: Id, reason: Reason });
export type SwitchReason = z.input<typeof SwitchReason>;

export const ListSwitchesInput = z.strictObject({
  /** In force now, or over. */
  state: z.enum(["in_force", "over"]).default("in_force"),
  incidentId: Id.optional(),
  cursor: Id.optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListSwitchesInput = z.input<typeof ListSwitchesInput>;

export const SearchTargetsInput = z.strictObject({ q: z.string().trim().max(200).default("") });
export type SearchTargetsInput = z.input<typeof SearchTargetsInput>;
