import type { InFlight, Origin, Scope } from "./schemas";

/** Times are ISO 8601 in UTC, durations milliseconds. */

/** Whether the reader may take a step, and if not, why. */
export type Verdict = { ok: true } | { ok: false; why: string };

/** The ways back from a stop. `clear` is for the narrow ones, the others for those that take two people. */
export const RESTART_STEPS = ["clear", "ask", "confirm", "advance", "stop_again"] as const;
export type RestartStep = (typeof RESTART_STEPS)[number];

/** Something that can be stopped, or is: with the name people know it by. */
export type NamedTarget = { scope: Scope; target: string | null; label: string; detail: string };

/** So many, and some of them. */
export type Counted<T> = { count: number; examples: T[] };
export type AffectedCall = { id: string; sessionId: string | null; capability: string; since: string };
export type AffectedSession = { id: string; agentName: string; label: string; since: string };
export type AffectedAgent = { id: string; name: string };

/** Exactly what a stop meets. */
export type StopPreview = {
  /** Let through and not finished. */
  inFlight: Counted<AffectedCall>;
  /** Approved by people and not run yet: they will be refused. */
  queued: Counted<AffectedCall>;
  /** Waiting for people: frozen, or left to be decided although they can't run. */
  held: Counted<AffectedCall>;
  /** Open sessions of which no call runs any more. */
  sessions: Counted<AffectedSession>;
  /** Agents of which no call runs any more. */
  agents: Counted<AffectedAgent>;
  /** Of a global stop: how many tenants it stops. Null for the others; what is counted is the reader's own tenant. */
  tenants: number | null;
};

type Person = { id: string; name: string } | null;

export type SwitchRow = NamedTarget & {
  id: string;
  reason: string;
  origin: Origin;
  inFlight: InFlight;
  freezes: boolean;
  incidentId: string | null;
  setBy: Person;
  setAt: string;
  expiresAt: string | null;
  /** When every gateway had said that it enforces it, and how many they were; null: not yet, or not known. */
  effectiveAt: string | null;
  gateways: number | null;
  /** From setting it to then. */
  enforcedMs: number | null;
  /** When the last call that had begun before was over. */
  drainedAt: string | null;
  percent: number;
  restart: { askedBy: Person; askedAt: string; reason: string; confirmedBy: Person } | null;
  cleared: { at: string; by: Person; reason: string } | null;
  state: "in_force" | "restarting" | "cleared" | "expired";
  /** What the reader may do with it now. */
  can: Record<RestartStep, Verdict>;
};

/** A stop at this moment. */
export type SwitchStatus = {
  row: SwitchRow;
  inFlight: Counted<AffectedCall>;
  /** Begun before, and overdue: what they did is not known. */
  inDoubt: number;
  queued: number;
  frozen: number;
  /** Living gateway processes, and how many of them go by the rules as they are now. */
  gateways: { enforcing: number; living: number };
  /** When the last call that it covers was sent; null where none was, lately. */
  lastStartAt: string | null;
  now: string;
};

/** What a stop answers: its switches, the one audit record, and how long until every gateway went by it. */
export type StopSet = {
  /** Of the first switch. */
  id: string;
  switches: NamedSwitch[];
  auditId: string;
  /** Gateway processes that enforce it. */
  gateways: number;
  /** From the beginning of the action until the last of them did. */
  enforcedMs: number;
  /** False: some gateway had not answered in time; it is waited for no longer and named nowhere. */
  complete: boolean;
};
export type NamedSwitch = { id: string; scope: Scope; target: string | null };

export type SwitchPage = { rows: SwitchRow[]; nextCursor: string | null; now: string };

export type Drill = {
  id: string;
  at: string;
  by: string;
  gateways: number | null;
  enforcedMs: number | null;
};

/** What every page says at its top. */
export type StopStrip = {
  stops: { id: string; label: string; scope: Scope; setAt: string; percent: number }[];
  count: number;
  quarantined: number;
  stopFile: StopFileInForce | null;
};

/** A file on a gateway's machine stops every call of every tenant there; only there it can be lifted. */
export type StopFileInForce = { since: string; detail: string };
