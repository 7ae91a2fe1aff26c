import type { AlertKind, NewAlert } from "../platform/alerts";

/** Something that a person should know of. Title and detail are our own sentences. */
export type AlertRow = {
  id: string;
  kind: AlertKind;
  severity: NewAlert["severity"];
  /** What it is about, for a link. */
  subject: { kind: NewAlert["subjectKind"]; id: string };
  title: string;
  detail: string;
  createdAt: string;
  acknowledgedAt: string | null;
  /** The name of who says that they know; null: nobody has, or somebody who is no member any more. */
  acknowledgedBy: string | null;
  /** When its cause went away; null: it is still there. */
  resolvedAt: string | null;
};

export type AlertPage = { rows: AlertRow[]; nextCursor: string | null };
