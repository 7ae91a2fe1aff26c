import type { InsightDays } from "./schemas";

/** How many requests ended how, of all that were asked. */
export type Endings = {
  approved: number;
  denied: number;
  changesRequested: number;
  expired: number;
  cancelled: number;
  waiting: number;
};

/** From being asked to a person's verdict, in milliseconds; null where no person decided any. */
export type DecisionTimes = { count: number; median: number | null; p95: number | null };

/** The requests of one rule, agent or risk. */
export type InsightGroup = Endings & {
  /** Null: no rule asked, the policy's default did. */
  name: string | null;
  asked: number;
  times: DecisionTimes;
};

/** One day of UTC. */
export type InsightDay = Endings & { day: string; times: DecisionTimes };

/** How long people had requests before them, as their browsers measured it. */
export type Dwell = {
  decisions: number;
  /** Of those: with a measurement. */
  measured: number;
  /** Of those: faster than anybody reads. */
  hasty: number;
};

export type ReviewerLoad = Dwell & {
  userId: string;
  name: string;
  busiestDay: { day: string; decisions: number };
  /** Most decisions in any 30 minutes, and when those began. */
  streak: { decisions: number; from: string };
};

/** A rule and what it asks about, of which people approve nearly every call. */
export type ProposalKey = { ruleId: string | null; capability: string; agent: string };
export type RuleCandidate = ProposalKey & { riskLevel: string; decided: number; approved: number };

export type ApprovalInsights = {
  days: InsightDays;
  /** The first day that is counted and the last one. */
  from: string;
  to: string;
  /** More was asked than is counted: only the newest requests are. */
  capped: boolean;
  total: InsightGroup;
  /** How many were handed to the escalation group, and how many of those a person then decided. */
  escalations: { escalated: number; decided: number };
  perDay: InsightDay[];
  byRule: InsightGroup[];
  byRisk: InsightGroup[];
  byAgent: InsightGroup[];
  dwell: Dwell;
  reviewers: ReviewerLoad[];
  candidates: RuleCandidate[];
  /** Every rule that asked in the period, whatever the filters say. */
  rules: string[];
};
