"use client";

import { useRef, useState } from "react";
import type { Revision } from "@/lib/revisions/types";
import { useShortcuts } from "../../approvals/use-shortcuts";
import { Button } from "../../ui/button";
import { CopyId } from "../../ui/copy-id";
import { FormError } from "../../ui/field";
import { Input } from "../../ui/input";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";
import { RequestChangesDialog } from "./request-changes-dialog";

/** Approve or send back, at the foot of the page wherever one has scrolled to. A yes is to the content shown here. */
export function ReviewBar({ revision }: { revision: Revision }) {
  const actions = usePolicyActions();
  const { run, pending, refusal } = useRun();
  const [comment, setComment] = useState("");
  const [asking, setAsking] = useState(false);
  const approveButton = useRef<HTMLButtonElement>(null);
  const { approve: mayApprove, request_changes: mayRequest } = revision.may;
  useShortcuts({
    a: () => approveButton.current?.focus(),
    r: () => mayRequest.ok && setAsking(true),
  });
  const inReview = revision.state === "in_review";
  // An earlier revision is approved again where bringing it back would let more through.
  if (!inReview && !mayApprove.ok) return null;
  const { hash, testsHash } = revision;
  const approve = async () => {
    if (hash === null) return;
    const input = { id: revision.id, hash, testsHash, comment: comment.trim() };
    if (await run(() => actions.approveRevision(input), `Revision ${revision.number} approved`))
      setComment("");
  };
  const whyNot = mayApprove.ok ? null : mayApprove.why;
  return (
    <div className="sticky bottom-(--tabbar-h) z-10 border-t border-line bg-surface px-4 py-3 md:px-6">
      {refusal && (
        <div className="mb-2">
          <FormError>{refusal.message}</FormError>
        </div>
      )}
      <p id="review-note" className="mb-2 flex flex-wrap items-center gap-x-1.5 text-sm text-ink-2">
        {whyNot ?? (
          <>Your verdict is about exactly this content: {hash && <CopyId id={hash} what="content hash" />}</>
        )}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label="Comment on your approval (optional)"
          placeholder="Comment (optional, kept on record)"
          value={comment}
          maxLength={2_000}
          disabled={!mayApprove.ok}
          onChange={(event) => setComment(event.target.value)}
          className="h-10 flex-1 basis-full sm:basis-52 md:h-10"
        />
        {inReview && (
          <Button
            size="lg"
            disabled={!mayRequest.ok}
            title={mayRequest.ok ? undefined : mayRequest.why}
            aria-describedby="review-note"
            onClick={() => setAsking(true)}
            className="max-sm:flex-1"
          >
            Request changes…
          </Button>
        )}
        <Button
          ref={approveButton}
          variant="approve"
          size="lg"
          pending={pending}
          disabled={!mayApprove.ok || hash === null}
          aria-describedby="review-note"
          onClick={() => void approve()}
          className="max-sm:flex-1"
        >
          {inReview ? "Approve" : "Approve bringing it back"}
        </Button>
      </div>
      {asking && <RequestChangesDialog revision={revision} onClose={() => setAsking(false)} />}
    </div>
  );
}
