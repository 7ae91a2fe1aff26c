"use client";

import { Check, MessageSquare } from "lucide-react";
import { useState } from "react";
import type { Comment, Revision } from "@/lib/revisions/types";
import { Link } from "../../ui/link";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { Field, FormError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { Select } from "../../ui/select";
import { revisionHref } from "../hrefs";
import { PersonName } from "./person-name";
import { ruleIdsOf } from "./rule-ids";
import { threadsOf, type Thread } from "./threads";

const WHOLE = "the whole revision";

/** Remarks by rule. Each can be settled; a new one is about one rule or the whole. */
export function Comments({ revision }: { revision: Revision }) {
  const rules = ruleIdsOf(revision.document);
  const threads = threadsOf(
    revision.comments,
    rules.map(({ id }) => id),
  );
  const lineOf = new Map(rules.map(({ id, line }) => [id, line]));
  return (
    <div className="grid gap-4">
      {threads.length === 0 && <p className="text-sm text-ink-3">No comments yet.</p>}
      {threads.map((thread) => (
        <RuleThread
          key={thread.ruleId ?? ""}
          thread={thread}
          revisionId={revision.id}
          line={lineOf.get(thread.ruleId ?? "")}
        />
      ))}
      <NewComment revisionId={revision.id} rules={rules.map(({ id }) => id)} />
    </div>
  );
}

type RuleThreadProps = { thread: Thread; revisionId: string; line: number | undefined };

function RuleThread({ thread, revisionId, line }: RuleThreadProps) {
  return (
    <section className="grid gap-2">
      <h3 className="flex items-center gap-2 text-xs font-medium text-ink-2">
        <MessageSquare aria-hidden className="size-3.5 text-ink-3" />
        {thread.ruleId === null ? (
          "About the whole revision"
        ) : line === undefined ? (
          <span className="font-mono">
            {thread.ruleId} <span className="font-sans text-ink-3">(no longer in it)</span>
          </span>
        ) : (
          <Link
            href={revisionHref(revisionId, { tab: "write" }, line)}
            className="rounded-xs font-mono text-accent underline underline-offset-2"
          >
            {thread.ruleId}
          </Link>
        )}
        {thread.open > 0 && <span className="text-hold">{thread.open} open</span>}
      </h3>
      <ul className="grid gap-2 border-l border-line pl-3">
        {thread.comments.map((comment) => (
          <OneComment key={comment.id} comment={comment} />
        ))}
      </ul>
    </section>
  );
}

function OneComment({ comment }: { comment: Comment }) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const resolved = comment.resolvedAt !== null;
  return (
    <li className="grid gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 text-xs text-ink-3">
        <span className="font-medium text-ink-2">
          <PersonName person={comment.person} />
        </span>
        <RelativeTime at={comment.at} />
        {resolved && (
          <span className="flex items-center gap-1">
            <Check aria-hidden className="size-3.5 text-allow" />
            settled by <PersonName person={comment.resolvedBy} />
          </span>
        )}
        {!resolved && (
          <Button
            variant="ghost"
            size="sm"
            pending={pending}
            onClick={() => void run(() => actions.resolveComment({ commentId: comment.id }), "Settled")}
          >
            Settle
          </Button>
        )}
      </p>
      <p className={cn("wrap-anywhere whitespace-pre-wrap", resolved ? "text-ink-3" : "text-ink")}>
        <SafeText>{comment.body}</SafeText>
      </p>
      {refusal && <FormError>{refusal.message}</FormError>}
    </li>
  );
}

function NewComment({ revisionId, rules }: { revisionId: string; rules: readonly string[] }) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [body, setBody] = useState("");
  const [about, setAbout] = useState(WHOLE);
  const send = async () => {
    const ruleId = about === WHOLE ? null : about;
    const sent = await run(
      () => actions.commentOn({ id: revisionId, ruleId, body: body.trim() }),
      "Comment recorded",
    );
    if (sent) setBody("");
  };
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && body.trim()) void send();
      }}
    >
      {refusal && <FormError>{refusal.message}</FormError>}
      <Field name="comment" label="New comment" error={refusal?.fieldErrors.body}>
        {(control) => (
          <Textarea
            {...control}
            value={body}
            maxLength={2_000}
            onChange={(event) => setBody(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey))
                event.currentTarget.form?.requestSubmit();
            }}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="What the comment is about"
          className="w-auto max-w-full"
          value={about}
          onValueChange={setAbout}
          options={[WHOLE, ...rules].map((value) => ({
            value,
            label: value === WHOLE ? "About the whole revision" : value,
          }))}
        />
        <Button type="submit" pending={pending} disabled={body.trim() === ""}>
          Comment
        </Button>
      </div>
    </form>
  );
}
