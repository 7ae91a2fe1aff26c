import type { FrozenChain } from "../../approvals";
import type { ErrorCode, ErrorMeta, Fault } from "../../platform/errors";
import type { JsonObject } from "../../platform/json";
import type { PolicyDecision, PolicyRequest } from "../../policy";
import type { SessionFacts } from "../../sessions";
import type { ActivePolicy, CapabilityFacts, TenantSnapshot } from "../snapshot";
import type { ApprovalSummary, CallRequest } from "../types";

/**
 * One call on its way through the steps: what was asked, what it is judged by, and what earlier steps have
 * established. Built anew for each evaluation, because a moved control epoch starts it over.
 */
export type CallInFlight = {
  request: CallRequest;
  snapshot: TenantSnapshot;
  now: Date;
  /** SHA-256 of the canonical request; what an idempotency key is bound to. */
  requestHash: string | null;
  session: SessionFacts | null;
  capability: CapabilityFacts | null;
  arguments: JsonObject;
  /** SHA-256 (hex) of the RFC 8785 form of the arguments. */
  argumentsHash: string | null;
  /** The policy that decides this agent's calls; null where there is none, and so everything is denied. */
  active: ActivePolicy | null;
  /** What the engine judged, and what it said. */
  policyRequest: PolicyRequest | null;
  policy: PolicyDecision | null;
  grant: GrantClaim | null;
  /** Lets the next call have its turn, once this one's decision is committed or has failed. */
  leave: (() => void) | null;
};

/** The approval whose grant this decision consumes, and the call it answers. */
export type GrantClaim = { approvalId: string; grantId: string; callId: string };

/** What one step says. There is no other way for a step to influence a call. */
export type Verdict =
  | { kind: "pass" }
  /** Not permitted; recorded as DENY. */
  | {
      kind: "refuse";
      code: ErrorCode;
      reason: string;
      ruleId?: string | null;
      faults?: readonly Fault[];
      retryAfterSeconds?: number;
      approvalId?: string;
      /** Of a kill switch: what it stops. */
      stopScope?: string;
      /** What else the agent is told. */
      meta?: ErrorMeta;
    }
  /** People have to decide; recorded as REQUIRE_APPROVAL. */
  | {
      kind: "ask";
      chain: FrozenChain;
      /** The waiting request that this one takes the place of, and why. */
      instead?: { approvalId: string; cause: string };
    }
  /** An equal call waits already; nothing new to record. */
  | { kind: "attach"; approval: ApprovalSummary; callId: string }
  /** This request was answered before; nothing new to record. */
  | { kind: "replay"; callId: string };

/** A step: small, in one file, as pure as its question allows. Its name is what a refusal is recorded under. */
export type Step = { name: string; run: (call: CallInFlight) => Verdict | Promise<Verdict> };

export const PASS: Verdict = { kind: "pass" };
