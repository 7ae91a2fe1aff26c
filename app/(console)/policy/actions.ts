"use server";

import {
  AddTestsInput,
  addTestsOfCalls,
  approveException,
  approveRevision,
  ApproveRevisionInput,
  cancelSchedule,
  CommentInput,
  commentOn,
  createDraft,
  CreateDraftInput,
  createException,
  CreateExceptionInput,
  discardDraft,
  ExceptionRef,
  promoteRevision,
  PromoteInput,
  PublishInput,
  publishRevision,
  requestChanges,
  RequestChangesInput,
  resolveComment,
  ResolveCommentInput,
  RevisionRef,
  revokeException,
  RollbackInput,
  rollbackTo,
  runDrill,
  saveDraft,
  SaveDraftInput,
  ScheduleInput,
  scheduleRevision,
  SettingsInput,
  SubmitInput,
  submitRevision,
  updateSettings,
  withdrawRevision,
} from "@/lib/revisions";
import { consoleAction } from "@/lib/web/action";

export const createDraftAction = consoleAction(CreateDraftInput, "policy.edit", createDraft);
export const saveDraftAction = consoleAction(SaveDraftInput, "policy.edit", saveDraft);
export const addTestsOfCallsAction = consoleAction(AddTestsInput, "policy.edit", addTestsOfCalls);
export const discardDraftAction = consoleAction(RevisionRef, "policy.edit", discardDraft);
export const submitRevisionAction = consoleAction(SubmitInput, "policy.edit", submitRevision);
export const withdrawRevisionAction = consoleAction(RevisionRef, "policy.edit", withdrawRevision);

export const approveRevisionAction = consoleAction(ApproveRevisionInput, "policy.review", approveRevision);
export const requestChangesAction = consoleAction(RequestChangesInput, "policy.review", requestChanges);
// Who may remark and who may settle a remark depends on the revision: the verb knows.
export const commentOnAction = consoleAction(CommentInput, "policy.read", commentOn);
export const resolveCommentAction = consoleAction(ResolveCommentInput, "policy.read", resolveComment);

export const publishRevisionAction = consoleAction(PublishInput, "policy.publish", publishRevision);
export const scheduleRevisionAction = consoleAction(ScheduleInput, "policy.publish", scheduleRevision);
export const cancelScheduleAction = consoleAction(RevisionRef, "policy.publish", cancelSchedule);
export const promoteRevisionAction = consoleAction(PromoteInput, "policy.publish", promoteRevision);
export const runDrillAction = consoleAction(RevisionRef, "policy.publish", runDrill);
export const rollbackToAction = consoleAction(RollbackInput, "policy.publish", rollbackTo);

export const createExceptionAction = consoleAction(CreateExceptionInput, "policy.except", createException);
export const approveExceptionAction = consoleAction(ExceptionRef, "policy.review", approveException);
// Its creator may end it as well, whatever roles are left: the verb knows.
export const revokeExceptionAction = consoleAction(ExceptionRef, "policy.read", revokeException);

export const updateSettingsAction = consoleAction(SettingsInput, "policy.publish", updateSettings);
