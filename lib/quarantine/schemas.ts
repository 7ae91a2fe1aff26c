import { z } from "zod";
import { TAINT_LABELS } from "../platform/labels/types";

/**
 * What raises the risk of a session, or lowers it. `deny`: the policy said no. `approval`: people were asked; taken back
 * as `approved` once they said yes. `error`: the tool answered with an error. `failure`: the upstream or the credential
 * failed, which is hardly the agent's doing. `kill_switch`: calls against a stop of this agent or session. `rate_limit`,
 * `suspended`: calls against what was refused already. `taint`: what the session has seen would have left. `moderation`: content was blocked.
 */
export const RISK_SIGNALS = [
  "deny",
  "approval",
  "approved",
  "error",
  "failure",
  "kill_switch",
  "rate_limit",
  "suspended",
  "taint",
  "moderation",
] as const;
export type RiskSignal = (typeof RISK_SIGNALS)[number];

/** What a session under quarantine is let through, stage by stage of its release. */
export const ADMITS = ["nothing", "reads", "low_risk"] as const;
export type Admits = (typeof ADMITS)[number];

const Weight = z.number().min(0).max(100);
/** Points per signal; `approved` is always what `approval` gave. */
export const RiskWeights = z.strictObject({
  deny: Weight.default(4),
  approval: Weight.default(2),
  error: Weight.default(1),
  failure: Weight.default(0),
  kill_switch: Weight.default(1),
  rate_limit: Weight.default(1),
  suspended: Weight.default(1),
  taint: Weight.default(4),
  moderation: Weight.default(4),
});
export type RiskWeights = z.output<typeof RiskWeights>;

/** How far a release goes: reading only, everything of low and medium risk, everything. */
export const RELEASE_STAGES = ["reads", "low_risk", "full"] as const;
export type ReleaseStage = (typeof RELEASE_STAGES)[number];

export const REVOCATIONS = ["pending", "done", "failed"] as const;
export type Revocation = (typeof REVOCATIONS)[number];

const Reason = z.string().trim().min(1, "Say why, for whoever reads it later.").max(1_000);
const WatchMinutes = z
  .int()
  .min(0)
  .max(7 * 24 * 60);

export const QuarantineSessionInput = z.strictObject({ sessionId: z.uuid(), reason: Reason });
export type QuarantineSessionInput = z.input<typeof QuarantineSessionInput>;

/** `watchMinutes`: of a full release; the tenant's setting where it is absent, 0 for no watch. */
export const ReleaseQuarantineInput = z.strictObject({
  quarantineId: z.uuid(),
  stage: z.enum(RELEASE_STAGES),
  reason: Reason,
  watchMinutes: WatchMinutes.optional(),
});
export type ReleaseQuarantineInput = z.input<typeof ReleaseQuarantineInput>;

/** Newest first; all of them where nothing is said. `cursor`: the id of the last one seen. */
export const ListQuarantinesInput = z.strictObject({
  open: z.boolean().optional(),
  sessionId: z.uuid().optional(),
  agentId: z.uuid().optional(),
  incidentId: z.uuid().optional(),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListQuarantinesInput = z.input<typeof ListQuarantinesInput>;

export const SessionRiskInput = z.strictObject({ sessionId: z.uuid() });
export type SessionRiskInput = z.input<typeof SessionRiskInput>;

const Labels = z.array(z.enum(TAINT_LABELS)).transform((all) => [...new Set(all)].sort());
/** As in a policy: a whole name, whole leading segments and a star, or a star. */
const CapabilityPattern = z
  .string()
  .trim()
  .max(200)
  .regex(
    /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/,
    "is not a capability pattern. Write a whole name (io.fs.read_file), whole leading segments and a star (io.fs.*), or *",
  );
/** With one decimal, as scores are shown and compared. */
const Score = z.number().min(0.1).max(1_000).multipleOf(0.1, "has at most one decimal");

export const ContainmentInput = z
  .strictObject({
    quarantine: z.boolean(),
    threshold: Score,
    halfLifeSeconds: z
      .int()
      .min(1)
      .max(7 * 86_400),
    weights: RiskWeights,
    watchMinutes: WatchMinutes,
    watchThreshold: Score,
    agentStopAfter: z.int().min(0).max(1_000),
    taintGuard: z.boolean(),
    guardLabels: Labels,
    guardAllow: z.array(CapabilityPattern).max(200),
    detectLabels: Labels,
  })
  .refine(({ watchThreshold, threshold }) => watchThreshold <= threshold, {
    path: ["watchThreshold"],
    message: "While it is watched, a session is held to at most the usual threshold.",
  });
export type ContainmentInput = z.input<typeof ContainmentInput>;
