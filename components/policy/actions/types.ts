import type {
  AddTestsInput,
  ApproveRevisionInput,
  CommentInput,
  CreateDraftInput,
  CreateExceptionInput,
  ExceptionRef,
  PromoteInput,
  PublishInput,
  RequestChangesInput,
  ResolveCommentInput,
  RevisionRef,
  RollbackInput,
  SaveDraftInput,
  ScheduleInput,
  SettingsInput,
  SubmitInput,
} from "@/lib/revisions/schemas";
import type { SaveResult } from "@/lib/revisions/types";
import type { ActionResult } from "@/lib/web/types";

/** What every change answers at least: the audit record that it made. */
export type Recorded = { auditId: string };

type Act<Input, Answer = Recorded> = (input: Input) => Promise<ActionResult<Answer>>;

/** The server actions of the policy section, as its components call them. */
export type PolicyActions = {
  createDraft: Act<CreateDraftInput, Recorded & { id: string }>;
  saveDraft: Act<SaveDraftInput, SaveResult>;
  addTestsOfCalls: Act<AddTestsInput>;
  discardDraft: Act<RevisionRef>;
  submitRevision: Act<SubmitInput>;
  withdrawRevision: Act<RevisionRef>;
  approveRevision: Act<ApproveRevisionInput>;
  requestChanges: Act<RequestChangesInput>;
  commentOn: Act<CommentInput>;
  resolveComment: Act<ResolveCommentInput>;
  publishRevision: Act<PublishInput>;
  scheduleRevision: Act<ScheduleInput>;
  cancelSchedule: Act<RevisionRef>;
  promoteRevision: Act<PromoteInput>;
  runDrill: Act<RevisionRef>;
  rollbackTo: Act<RollbackInput>;
  createException: Act<CreateExceptionInput>;
  approveException: Act<ExceptionRef>;
  revokeException: Act<ExceptionRef>;
  updateSettings: Act<SettingsInput>;
};
