import { z } from "zod";
import { ENVIRONMENTS, REVISION_STATES } from "./types";

/** What may be typed; a text that is no policy is kept as well, as a draft. Larger than the engine reads. */
const MAX_TEXT = 240_000;

const Id = z.uuid();
const Title = z.string().trim().max(120);
const Text = z
  .string()
  .max(MAX_TEXT, "is too long: a policy has at most 240,000 characters")
  .refine((text) => !text.includes("\0"), "has a NUL character, which no text holds: remove it");
const Hash = z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hex");
const Remark = z.string().trim().min(1, "Write what you mean.").max(2_000);

export const RevisionRef = z.strictObject({ id: Id });
export type RevisionRef = z.infer<typeof RevisionRef>;

/** A draft begins as a copy of a revision, from a template, from a signed package, or as text. */
export const CreateDraftInput = z.strictObject({
  title: Title.default(""),
  from: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("revision"), revisionId: Id }),
    z.strictObject({
      kind: z.literal("template"),
      templateId: z.string().max(64),
      parameters: z.record(z.string().max(64), z.string().max(200)).default({}),
    }),
    z.strictObject({ kind: z.literal("package"), text: z.string().max(1_000_000) }),
    z.strictObject({ kind: z.literal("text"), document: Text, tests: Text.default("") }),
  ]),
});
export type CreateDraftInput = z.input<typeof CreateDraftInput>;

/** `version` is the one the text was loaded at. */
export const SaveDraftInput = z.strictObject({
  id: Id,
  version: z.int().min(1),
  title: Title,
  document: Text,
  tests: Text,
});
export type SaveDraftInput = z.input<typeof SaveDraftInput>;

export const SubmitInput = z.strictObject({
  id: Id,
  version: z.int().min(1),
  /** Needed where the revision loosens anything. */
  looseningReason: z.string().trim().max(1_000).default(""),
});
export type SubmitInput = z.input<typeof SubmitInput>;

export const CompareInput = z.strictObject({ id: Id, against: z.enum(["published", "base"]) });
export type CompareInput = z.input<typeof CompareInput>;

/** `version` is the one the calls were judged at. */
export const AddTestsInput = z.strictObject({
  id: Id,
  version: z.int().min(1),
  callIds: z.array(Id).min(1).max(50),
});
export type AddTestsInput = z.input<typeof AddTestsInput>;

/** A verdict names the content it is about: what changed meanwhile is not approved unseen. */
export const ApproveRevisionInput = z.strictObject({
  id: Id,
  hash: Hash,
  testsHash: Hash,
  comment: z.string().trim().max(2_000).default(""),
});
export type ApproveRevisionInput = z.input<typeof ApproveRevisionInput>;

export const RequestChangesInput = z.strictObject({ id: Id, comment: Remark });
export type RequestChangesInput = z.input<typeof RequestChangesInput>;

export const CommentInput = z.strictObject({
  id: Id,
  ruleId: z.string().max(64).nullable().default(null),
  body: Remark,
});
export type CommentInput = z.input<typeof CommentInput>;

export const ResolveCommentInput = z.strictObject({ commentId: Id });
export type ResolveCommentInput = z.input<typeof ResolveCommentInput>;

export const ListRevisionsInput = z.strictObject({
  /** Only revisions with a smaller number. */
  before: z.int().min(1).optional(),
  /** Those in any of these states; in all states where none is named. */
  state: z.array(z.enum(REVISION_STATES)).max(REVISION_STATES.length).default([]),
  limit: z.int().min(1).max(200).default(50),
});
export type ListRevisionsInput = z.input<typeof ListRevisionsInput>;

export const ListDeploymentsInput = z.strictObject({
  environment: z.enum(ENVIRONMENTS).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListDeploymentsInput = z.input<typeof ListDeploymentsInput>;

export const PublishInput = z.strictObject({ id: Id, hash: Hash });
export type PublishInput = z.input<typeof PublishInput>;

export const ScheduleInput = z.strictObject({ id: Id, hash: Hash, at: z.iso.datetime({ offset: true }) });
export type ScheduleInput = z.input<typeof ScheduleInput>;

export const PromoteInput = z.strictObject({ id: Id, environment: z.enum(["preview", "staging"]) });
export type PromoteInput = z.input<typeof PromoteInput>;

export const RollbackInput = z.strictObject({
  /** The earlier revision to restore. */
  id: Id,
  environment: z.enum(ENVIRONMENTS).default("production"),
  reason: Remark,
});
export type RollbackInput = z.input<typeof RollbackInput>;

export const CheckInput = z.strictObject({ document: Text, tests: Text.default("") });
export type CheckInput = z.input<typeof CheckInput>;

/** A call as somebody imagines it, for the simulator. Facts of the capability come from the registry. */
export const SimulateInput = z.strictObject({
  document: Text,
  /** Takes everything from this stored call; the fields below replace single parts of it. */
  callId: Id.optional(),
  principal: z.string().max(200).optional(),
  capability: z.string().max(200).optional(),
  /** JSON text, as typed. */
  args: z.string().max(100_000).optional(),
  context: z.string().max(100_000).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
});
export type SimulateInput = z.input<typeof SimulateInput>;

export const TestOfSimulationInput = SimulateInput.extend({ tests: Text });
export type TestOfSimulationInput = z.input<typeof TestOfSimulationInput>;

export const MAX_EXCEPTION_HOURS = 7 * 24;
export const CreateExceptionInput = z
  .strictObject({
    scope: z.enum(["tenant", "session"]),
    sessionId: Id.nullable().default(null),
    capability: z
      .string()
      .max(200)
      .regex(
        /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
        "has to be one whole capability; an exception has no wildcard",
      ),
    principal: z
      .string()
      .max(200)
      .regex(/^agent:[a-z0-9][a-z0-9_.-]{0,62}$/, "is written agent:<name>")
      .nullable()
      .default(null),
    reason: Remark,
    hours: z
      .number()
      .min(1 / 60)
      .max(MAX_EXCEPTION_HOURS, "is longer than 7 days"),
  })
  .refine((input) => (input.scope === "session") === (input.sessionId !== null), {
    path: ["sessionId"],
    message: "A session exception names its session, a tenant exception none.",
  });
export type CreateExceptionInput = z.input<typeof CreateExceptionInput>;

export const ExceptionRef = z.strictObject({ id: Id });
export type ExceptionRef = z.infer<typeof ExceptionRef>;

export const SettingsInput = z.strictObject({
  requiredReviewers: z.int().min(1).max(10),
  requireDrill: z.boolean(),
  coverageFloor: z.int().min(0).max(100),
  strictPackages: z.boolean(),
});
export type SettingsInput = z.input<typeof SettingsInput>;
