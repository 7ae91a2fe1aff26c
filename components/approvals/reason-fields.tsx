"use client";

import { useId, useState } from "react";
import { DENY_REASON_WORDS, DENY_REASONS, MAX_COMMENT, type DenyReason } from "@/lib/approvals/schemas";
import { cn } from "../ui/cn";
import { Field } from "../ui/field";
import { Textarea } from "../ui/input";

export type Denial = { reason: DenyReason; comment?: string };
type Draft = { preset: DenyReason | undefined; text: string };

/** What was begun and not sent, by request: it is there again when one comes back. */
const drafts = new Map<string, Draft>();

/** A reason for a no: a preset, words of one's own, or both. `key` keeps what was begun. */
export function useReason(key?: string) {
  const [draft, setStored] = useState<Draft>(
    () => (key === undefined ? undefined : drafts.get(key)) ?? { preset: undefined, text: "" },
  );
  const [missing, setMissing] = useState<string>();
  const setDraft = (next: Draft) => {
    if (key !== undefined) drafts.set(key, next);
    setMissing(undefined);
    setStored(next);
  };
  const text = draft.text.trim();
  return {
    ...draft,
    missing,
    choose: (preset: DenyReason) => setDraft({ ...draft, preset }),
    write: (words: string) => setDraft({ ...draft, text: words }),
    /** What is to be sent; null where something is missing, and then it is said. */
    check: (): Denial | null => {
      const reason = draft.preset ?? (text ? "other" : undefined);
      if (reason === undefined || (reason === "other" && !text)) {
        setMissing(reason === "other" ? "Say what is wrong." : "Say why: choose a reason or write one.");
        return null;
      }
      return { reason, ...(text && { comment: text }) };
    },
    forget: () => {
      if (key !== undefined) drafts.delete(key);
      setStored({ preset: undefined, text: "" });
    },
  };
}

export function ReasonFields({ reason }: { reason: ReturnType<typeof useReason> }) {
  const group = useId();
  return (
    <>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">Reason</legend>
        <div className="flex flex-wrap gap-1.5">
          {DENY_REASONS.map((name) => (
            <label
              key={name}
              className={cn(
                "flex h-8 cursor-pointer items-center rounded-full border border-line-control/70 px-3 text-sm hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
                reason.preset === name && "border-primary bg-primary text-ink-inverse hover:bg-primary",
              )}
            >
              <input
                type="radio"
                name={group}
                className="sr-only"
                checked={reason.preset === name}
                onChange={() => reason.choose(name)}
              />
              {DENY_REASON_WORDS[name]}
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        name="comment"
        label={reason.preset === "other" ? "What is wrong" : "Anything to add"}
        error={reason.missing}
        hint="The agent reads this. Don't write secrets here."
      >
        {(control) => (
          <Textarea
            {...control}
            value={reason.text}
            maxLength={MAX_COMMENT}
            onChange={(event) => reason.write(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey))
                event.currentTarget.form?.requestSubmit();
            }}
          />
        )}
      </Field>
    </>
  );
}
