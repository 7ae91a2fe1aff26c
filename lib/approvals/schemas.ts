import { z } from "zod";
import { Id, many, SearchText } from "../calls/schemas";

export const RISKS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
/** Those that need a recent proof of who approves, and a deliberate gesture. */
export const DELIBERATE_RISKS: readonly string[] = ["HIGH", "CRITICAL"];
export const VIEWS = ["mine", "team", "decided"] as const;
export type View = (typeof VIEWS)[number];
export const MAX_COMMENT = 2000;
/** How many requests one step may approve together; denying has no such limit but a page's. */
export const MAX_BULK_APPROVE = 20;
export const MAX_BULK_DENY = 200;
/** Only these may be approved several at once. */
export const BULK_RISKS: readonly string[] = ["LOW", "MEDIUM"];
/** To approve what is HIGH or CRITICAL. */
export { STEP_UP_MS } from "../tenants/schemas";
/** Decided faster than this after it came before a person's eyes, a decision is marked as hasty; in milliseconds. */
export const DWELL_FLOOR_MS: Readonly<Record<(typeof RISKS)[number], number>> = {
  LOW: 1_000,
  MEDIUM: 2_000,
  HIGH: 4_000,
  CRITICAL: 6_000,
};

/** Control characters but tab and line breaks, and halves of characters: nobody types them. */
const UNTYPED = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;

const typed = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !UNTYPED.test(text), "has characters that cannot be shown");

const Comment = typed(MAX_COMMENT);
const Name = typed(80).min(1, "must not be empty");

// Chains -----------------------------------------------------------------------------------------------------

/** Roles that may decide at all (the permission approvals.decide), and so the ones a group can name. */
export const DECIDING_ROLES = ["reviewer", "admin"] as const;

/** Who is in a group. Membership is looked up when somebody decides; the group itself is frozen on the request. */
export const Members = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("role"), role: z.enum(DECIDING_ROLES) }),
  z.strictObject({ kind: z.literal("team"), teamId: Id }),
  z.strictObject({ kind: z.literal("people"), userIds: z.array(Id).min(1, "must name somebody").max(50) }),
]);
export type Members = z.infer<typeof Members>;

export const ChainGroup = z.strictObject({
  name: Name,
  members: Members,
  /** How many of them have to approve. One person counts for one group only. */
  quorum: z.number().int().min(1).max(10),
});
export type ChainGroup = z.infer<typeof ChainGroup>;

/** All groups of a step have to approve; the steps come one after the other. */
export const ChainStep = z.strictObject({
  name: Name,
  groups: z.array(ChainGroup).min(1, "needs a group").max(5),
});
export type ChainStep = z.infer<typeof ChainStep>;

const Minutes = z.number().int().min(1).max(43_200);

export const ChainSpec = z
  .strictObject({
    steps: z.array(ChainStep).min(1, "needs a step").max(5),
    /** How many people have to deny, to end it. */
    denyThreshold: z.number().int().min(1).max(10).default(1),
    /** After how long the escalation group may decide as well; null: never. */
    escalateAfterMinutes: Minutes.nullable().default(null),
    /** After how long nobody having decided means denied, where the rule does not say. */
    denyAfterMinutes: Minutes.default(15),
    /** Who comes in then: they count for any group. */
    escalation: Members.nullable().default(null),
    /** Who counts for a group that has fewer people left than it needs. */
    fallback: Members.nullable().default(null),
  })
  .superRefine((spec, context) => {
    const { escalateAfterMinutes, denyAfterMinutes, escalation } = spec;
    if ((escalateAfterMinutes === null) !== (escalation === null))
      context.addIssue({
        code: "custom",
        path: [escalation === null ? "escalation" : "escalateAfterMinutes"],
        message: "an escalation needs both: after how long, and to whom",
      });
    if (escalateAfterMinutes !== null && escalateAfterMinutes >= denyAfterMinutes)
      context.addIssue({
        code: "custom",
        path: ["escalateAfterMinutes"],
        message: "must be shorter than the time to deny",
      });
  });
export type ChainSpec = z.infer<typeof ChainSpec>;

/** What a policy's rule writes as `obligations.approval.chain`. */
export const ChainName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words with hyphens between them")
  .max(60);

// Deciding ---------------------------------------------------------------------------------------------------

export const DENY_REASONS = [
  "wrong_target",
  "out_of_scope",
  "suspicious_input",
  "wrong_time",
  "other",
] as const;
export type DenyReason = (typeof DENY_REASONS)[number];

/** Each reason as the agent and the record read it. */
export const DENY_REASON_WORDS: Readonly<Record<DenyReason, string>> = {
  wrong_target: "Wrong target",
  out_of_scope: "Out of scope",
  suspicious_input: "Suspicious input",
  wrong_time: "Wrong time",
  other: "Other",
};

/** What the agent should change, and where: `pointer` is a JSON Pointer into its arguments, "" for all of them. */
export const ChangeNote = z.strictObject({
  pointer: z
    .string()
    .max(500)
    .regex(/^(\/([^~/]|~[01])*)*$/, "is not a JSON Pointer"),
  problem: typed(500).min(1, "must say what is wrong"),
});
export type ChangeNote = z.infer<typeof ChangeNote>;

const DwellMs = z.number().int().min(0).max(86_400_000);

export const ApproveInput = z.strictObject({
  approvalId: Id,
  comment: Comment.optional(),
  dwellMs: DwellMs.optional(),
});
export type ApproveInput = z.infer<typeof ApproveInput>;

const denial = {
  reason: z.enum(DENY_REASONS),
  /** The agent reads it. */
  comment: Comment.optional(),
};
const saysWhy = (it: { reason: DenyReason; comment?: string | undefined }) =>
  it.reason !== "other" || (it.comment ?? "") !== "";
const SAYS_WHY = { path: ["comment"], message: "must say why, where the reason is Other" };

export const DenyInput = z
  .strictObject({ approvalId: Id, ...denial, dwellMs: DwellMs.optional() })
  .refine(saysWhy, SAYS_WHY);
export type DenyInput = z.infer<typeof DenyInput>;

export const RequestChangesInput = z
  .strictObject({
    approvalId: Id,
    /** The agent reads it. */
    comment: Comment.default(""),
    changes: z.array(ChangeNote).max(20).default([]),
    dwellMs: DwellMs.optional(),
  })
  .refine(({ comment, changes }) => comment !== "" || changes.length > 0, {
    path: ["comment"],
    message: "must say what to change",
  });
export type RequestChangesInput = z.input<typeof RequestChangesInput>;

export const ApproveManyInput = z.strictObject({
  approvalIds: z
    .array(Id)
    .min(1)
    .max(MAX_BULK_APPROVE, `at most ${MAX_BULK_APPROVE} can be approved together`),
  comment: Comment.optional(),
  /** For how long the person had all of them before them; each is counted with its part. */
  dwellMs: DwellMs.optional(),
});
export type ApproveManyInput = z.infer<typeof ApproveManyInput>;

export const DenyManyInput = z
  .strictObject({
    approvalIds: z.array(Id).min(1).max(MAX_BULK_DENY),
    ...denial,
    dwellMs: DwellMs.optional(),
  })
  .refine(saysWhy, SAYS_WHY);
export type DenyManyInput = z.infer<typeof DenyManyInput>;

export const CancelInput = z.strictObject({ approvalId: Id, cause: z.string().trim().min(1).max(200) });
export type CancelInput = z.infer<typeof CancelInput>;

// Looking ----------------------------------------------------------------------------------------------------

export const ListApprovalsInput = z.strictObject({
  view: z.enum(VIEWS).default("mine"),
  risk: many(z.enum(RISKS)),
  /** Agent name. */
  agent: many(SearchText),
  /** Whole name of a capability. */
  capability: many(SearchText),
  /** Id of the rule that asked. */
  rule: many(SearchText),
  /** Part of the capability or of the agent's name, or the id of a request. */
  q: SearchText.optional(),
  cursor: z.string().max(100).optional(),
});
export type ListApprovalsInput = z.input<typeof ListApprovalsInput>;

// Delegation -------------------------------------------------------------------------------------------------

/** What a delegation covers; an empty list means all. */
export const DelegationScope = z.strictObject({
  risks: z.array(z.enum(RISKS)).max(4).default([]),
  /** Whole names, or a prefix with `.*`. */
  capabilities: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^[a-z0-9_.-]+(\.\*)?$/, "is not the name of a capability"),
    )
    .max(50)
    .default([]),
});
export type DelegationScope = z.infer<typeof DelegationScope>;

/** At most this long; a permanent stand-in is a change of roles. */
export const MAX_DELEGATION_DAYS = 90;

export const CreateDelegationInput = z.strictObject({
  /** Whose place; left out: one's own. Another's needs approvals.configure. */
  fromUserId: Id.optional(),
  /** Left out: away, with nobody in their place. */
  toUserId: Id.optional(),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  scope: DelegationScope.prefault({}),
  reason: typed(300).default(""),
});
export type CreateDelegationInput = z.input<typeof CreateDelegationInput>;
