"use client";

import { useState, type Dispatch, type SetStateAction } from "react";
import { changedBy, keepTyped, type Seen, type Stored } from "./seen";

type UseSeen<Form> = {
  form: Form;
  setForm: Dispatch<SetStateAction<Form>>;
  /** What stands on the server, as the page was last read, and its version. */
  stored: Stored<Form>;
};

/**
 * For a form of something that others change too, on a page that reads itself again all the time. What is typed stays:
 * one's own save is known from its answer, not from the page, and somebody else's is said (`newer`) until it is adopted.
 */
export function useSeen<Form extends object>({ form, setForm, stored }: UseSeen<Form>) {
  const [seen, setSeen] = useState<Seen<Form>>({ ...stored, before: null });
  const by = changedBy(seen, stored);
  if (by === "me") {
    setSeen({ ...stored, before: null });
    setForm(keepTyped(form, seen.form, stored.form));
  }
  return {
    seen,
    newer: by === "somebody",
    /** Takes what stands on the server instead of what is typed. */
    adopt: () => {
      setSeen({ ...stored, before: null });
      setForm(stored.form);
    },
    /** The server has stored what was sent; `kept` is what the form says of it, without its secrets. */
    saved: ({ sent, kept, as }: { sent: Form; kept: Form; as: string }) => {
      setSeen({ form: kept, stamp: as, before: stored.stamp });
      setForm((typed) => keepTyped(typed, sent, kept));
    },
  };
}
