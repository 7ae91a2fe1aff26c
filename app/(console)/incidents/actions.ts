"use server";

import {
  addComment,
  AddCommentInput,
  addStep,
  AddStepInput,
  correctTime,
  CorrectTimeInput,
  declareIncident,
  DeclareIncidentInput,
  insertEvent,
  InsertEventInput,
  linkSubject,
  LinkSubjectInput,
  pinEvent,
  PinEventInput,
  renameIncident,
  RenameIncidentInput,
  setPerson,
  SetPersonInput,
  setSeverity,
  SetSeverityInput,
  setStatus,
  SetStatusInput,
  setStep,
  SetStepInput,
  unlinkSubject,
} from "@/lib/incidents";
import { consoleAction } from "@/lib/web/action";

export const declareIncidentAction = consoleAction(DeclareIncidentInput, "incidents.open", declareIncident);
export const addCommentAction = consoleAction(AddCommentInput, "incidents.open", addComment);
export const setStatusAction = consoleAction(SetStatusInput, "incidents.manage", setStatus);
export const setSeverityAction = consoleAction(SetSeverityInput, "incidents.manage", setSeverity);
export const renameIncidentAction = consoleAction(RenameIncidentInput, "incidents.manage", renameIncident);
export const setPersonAction = consoleAction(SetPersonInput, "incidents.manage", setPerson);
export const insertEventAction = consoleAction(InsertEventInput, "incidents.manage", insertEvent);
export const pinEventAction = consoleAction(PinEventInput, "incidents.manage", pinEvent);
export const correctTimeAction = consoleAction(CorrectTimeInput, "incidents.manage", correctTime);
export const setStepAction = consoleAction(SetStepInput, "incidents.manage", setStep);
export const addStepAction = consoleAction(AddStepInput, "incidents.manage", addStep);
export const linkSubjectAction = consoleAction(LinkSubjectInput, "incidents.manage", linkSubject);
export const unlinkSubjectAction = consoleAction(LinkSubjectInput, "incidents.manage", unlinkSubject);
