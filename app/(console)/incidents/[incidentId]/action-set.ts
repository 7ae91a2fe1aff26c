import type { IncidentActions } from "@/components/incidents/actions";
import {
  addCommentAction,
  addStepAction,
  correctTimeAction,
  insertEventAction,
  linkSubjectAction,
  pinEventAction,
  renameIncidentAction,
  setPersonAction,
  setSeverityAction,
  setStatusAction,
  setStepAction,
  unlinkSubjectAction,
} from "../actions";

export const incidentActions: IncidentActions = {
  setStatus: setStatusAction,
  setSeverity: setSeverityAction,
  rename: renameIncidentAction,
  setPerson: setPersonAction,
  addComment: addCommentAction,
  insertEvent: insertEventAction,
  pinEvent: pinEventAction,
  correctTime: correctTimeAction,
  setStep: setStepAction,
  addStep: addStepAction,
  linkSubject: linkSubjectAction,
  unlinkSubject: unlinkSubjectAction,
};
