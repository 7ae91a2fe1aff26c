"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useState } from "react";
import { MAX_COMMENT } from "@/lib/approvals/schemas";
import type { ApprovalRow, BulkResult } from "@/lib/approvals/types";
import { Button } from "../ui/button";
import { CopyId } from "../ui/copy-id";
import { Dialog, DialogClose } from "../ui/dialog";
import { Field, FormError } from "../ui/field";
import { Textarea } from "../ui/input";
import { RiskBadge } from "../ui/status-badge";
import { Consequence } from "./consequence";
import { ReasonFields, useReason } from "./reason-fields";
import { useBulk, type BulkActions } from "./use-bulk";
import { useDwell } from "./use-dwell";

type BulkDialogProps = {
  verdict: "approve" | "deny";
  rows: readonly ApprovalRow[];
  actions: BulkActions;
  onClose: () => void;
  /** Once there are results. */
  onDone: () => void;
};

/** One comment or reason for several requests. Each is a decision and a record of its own, and may be refused alone. */
export function BulkDialog({ verdict, rows: given, actions, onClose, onDone }: BulkDialogProps) {
  // What was ticked when it opened: the list behind goes on moving.
  const [rows] = useState(given);
  const [comment, setComment] = useState("");
  const [hint, setHint] = useState("");
  const reason = useReason();
  const bulk = useBulk(actions);
  const dwell = useDwell();
  const approving = verdict === "approve";
  const calls = rows.length === 1 ? "1 call" : `${rows.length} calls`;
  const close = () => {
    onClose();
    if (bulk.results) onDone();
  };
  const approvalIds = rows.map(({ id }) => id);
  const submit = () => {
    const looked = { approvalIds, dwellMs: dwell() };
    if (approving)
      return void bulk.approve({ ...looked, ...(comment.trim() && { comment: comment.trim() }) });
    const denial = reason.check();
    if (denial) void bulk.deny({ ...looked, ...denial });
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && close()}
      title={bulk.results ? "What became of each" : `${approving ? "Approve" : "Deny"} ${calls}`}
      description={
        bulk.results
          ? undefined
          : approving
            ? "Each runs once, exactly as its agent asked, and is recorded on its own."
            : "None of them will run. Each is recorded on its own, and its agent is told the reason."
      }
      className="max-w-lg"
    >
      {bulk.results ? (
        <Results rows={rows} results={bulk.results} onClose={close} />
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!approving && !bulk.sending) submit();
          }}
        >
          {bulk.refused && <FormError>{bulk.refused}</FormError>}
          <ul
            aria-label="The calls"
            tabIndex={0}
            className="max-h-48 divide-y divide-line overflow-y-auto rounded-md border border-line"
          >
            {rows.map((row) => (
              <li key={row.id} className="flex items-start gap-2.5 px-3 py-2 text-sm">
                <RiskBadge level={row.riskLevel} />
                <span className="min-w-0 wrap-anywhere">
                  <Consequence parts={row.consequence} />
                </span>
              </li>
            ))}
          </ul>
          {approving ? (
            <Field name="comment" label="Comment (optional)" hint="Kept with each decision.">
              {(control) => (
                <Textarea
                  {...control}
                  value={comment}
                  maxLength={MAX_COMMENT}
                  onChange={(event) => setComment(event.target.value)}
                />
              )}
            </Field>
          ) : (
            <ReasonFields reason={reason} />
          )}
          <div className="flex flex-wrap items-center justify-end gap-2">
            <p role="status" className="mr-auto text-xs text-ink-3">
              {hint}
            </p>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            {approving ? (
              <Button
                variant="approve"
                pending={bulk.sending}
                onClick={submit}
                onKeyDown={(event) => {
                  if (event.key !== "Enter") return;
                  event.preventDefault();
                  setHint("Enter never approves. Press the space bar.");
                }}
              >
                Approve {calls}
              </Button>
            ) : (
              <Button type="submit" variant="danger" pending={bulk.sending}>
                Deny {calls}
              </Button>
            )}
          </div>
        </form>
      )}
    </Dialog>
  );
}

const VERDICTS: Record<string, string> = {
  approved: "Approved",
  denied: "Denied",
  pending: "Your vote is recorded; others have to decide too",
};

type ResultsProps = { rows: readonly ApprovalRow[]; results: readonly BulkResult[]; onClose: () => void };

function Results({ rows, results, onClose }: ResultsProps) {
  const byId = new Map(results.map((result) => [result.approvalId, result]));
  const failed = results.filter(({ ok }) => !ok).length;
  return (
    <div className="grid gap-4">
      <p role="status" className="text-sm text-ink-2">
        {results.length - failed} recorded{failed > 0 && `, ${failed} refused`}.
      </p>
      <ul
        aria-label="Results"
        tabIndex={0}
        className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {rows.map((row) => {
          const result = byId.get(row.id);
          const Icon = result?.ok ? CircleCheck : CircleX;
          return (
            <li key={row.id} className="flex items-start gap-2.5 px-3 py-2 text-sm">
              <Icon
                aria-hidden
                className={`mt-0.5 size-4 shrink-0 ${result?.ok ? "text-ink-3" : "text-deny"}`}
              />
              <span className="grid min-w-0 gap-0.5 wrap-anywhere">
                <span>
                  <Consequence parts={row.consequence} />
                </span>
                <span className={result?.ok ? "text-xs text-ink-3" : "text-xs text-deny"}>
                  {!result && "No answer"}
                  {result && !result.ok && result.message}
                  {result?.ok && (
                    <>
                      {VERDICTS[result.status] ?? result.status} · recorded as{" "}
                      <CopyId id={result.auditId} what="id of the audit record" />
                    </>
                  )}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <div className="flex justify-end">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
