import type {
  AddCommentInput,
  AddStepInput,
  CorrectTimeInput,
  InsertEventInput,
  LinkSubjectInput,
  PinEventInput,
  RenameIncidentInput,
  SetPersonInput,
  SetSeverityInput,
  SetStatusInput,
  SetStepInput,
} from "@/lib/incidents/schemas";
import type { IncidentChange } from "@/lib/incidents/types";
import type { ActionResult } from "@/lib/web/types";

export type Action<Input> = (input: Input) => Promise<ActionResult<IncidentChange>>;

/** What people do to an incident: each is a server action of its page. */
export type IncidentActions = {
  setStatus: Action<SetStatusInput>;
  setSeverity: Action<SetSeverityInput>;
  rename: Action<RenameIncidentInput>;
  setPerson: Action<SetPersonInput>;
  addComment: Action<AddCommentInput>;
  insertEvent: Action<InsertEventInput>;
  pinEvent: Action<PinEventInput>;
  correctTime: Action<CorrectTimeInput>;
  setStep: Action<SetStepInput>;
  addStep: Action<AddStepInput>;
  linkSubject: Action<LinkSubjectInput>;
  unlinkSubject: Action<LinkSubjectInput>;
};
