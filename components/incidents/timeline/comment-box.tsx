"use client";

import { useId, useState } from "react";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { Kbd } from "../../ui/kbd";
import { useIncident } from "../context";

/** A remark, now. ⌘Enter sends it; one that was refused stays where it is. */
export function CommentBox() {
  const { incident, comment, actions } = useIncident();
  const [body, setBody] = useState("");
  const { run, pending, refusal } = useRun();
  const id = useId();
  const send = async () => {
    if (body.trim() === "" || pending || !comment.ok) return;
    if (await run(() => actions.addComment({ id: incident.id, body }), "Comment added")) setBody("");
  };
  return (
    <form
      className="grid gap-2 border-t border-line px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
      }}
    >
      {refusal && <FormError>{refusal.message}</FormError>}
      <label htmlFor={id} className="sr-only">
        Comment
      </label>
      <Textarea
        id={id}
        rows={2}
        className="min-h-14"
        maxLength={8_000}
        disabled={!comment.ok}
        placeholder={comment.ok ? "Write what you see, do or decide" : comment.why}
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      <div className="flex items-center justify-end gap-3">
        <span className="hidden items-center gap-0.5 text-xs text-ink-3 md:flex">
          <Kbd>⌘</Kbd>
          <Kbd>Enter</Kbd>
        </span>
        <Button type="submit" size="sm" pending={pending} disabled={!comment.ok || body.trim() === ""}>
          Comment
        </Button>
      </div>
    </form>
  );
}
