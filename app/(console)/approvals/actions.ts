"use server";

import {
  approve,
  ApproveInput,
  approveMany,
  ApproveManyInput,
  deny,
  DenyInput,
  denyMany,
  DenyManyInput,
  requestChanges,
  RequestChangesInput,
} from "@/lib/approvals";
import {
  deleteView,
  DeleteViewInput,
  saveView,
  SaveViewInput,
  setDefaultView,
  SetDefaultViewInput,
  updateView,
  UpdateViewInput,
} from "@/lib/views";
import { consoleAction } from "@/lib/web/action";

export const approveAction = consoleAction(ApproveInput, "approvals.decide", approve);
export const denyAction = consoleAction(DenyInput, "approvals.decide", deny);
export const requestChangesAction = consoleAction(RequestChangesInput, "approvals.decide", requestChanges);
export const approveManyAction = consoleAction(ApproveManyInput, "approvals.decide", approveMany);
export const denyManyAction = consoleAction(DenyManyInput, "approvals.decide", denyMany);

export const saveViewAction = consoleAction(SaveViewInput, "approvals.read", saveView);
export const updateViewAction = consoleAction(UpdateViewInput, "approvals.read", updateView);
export const deleteViewAction = consoleAction(DeleteViewInput, "approvals.read", deleteView);
export const setDefaultViewAction = consoleAction(SetDefaultViewInput, "approvals.read", setDefaultView);
