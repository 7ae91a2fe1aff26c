import { CircleCheck, Undo2 } from "lucide-react";
import type { Review } from "@/lib/revisions/types";
import { Badge } from "../../ui/badge";
import { cn } from "../../ui/cn";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { PersonName } from "./person-name";

/** Everybody's verdicts, the newest first. One that is void stays, struck out: it was given to other content. */
export function VerdictList({ reviews }: { reviews: readonly Review[] }) {
  if (reviews.length === 0) return <p className="text-sm text-ink-3">Nobody has given a verdict yet.</p>;
  return (
    <ul className="grid gap-3">
      {reviews
        .toSorted((a, b) => b.at.localeCompare(a.at))
        .map((review) => (
          <li key={review.id} className="flex items-start gap-2 text-sm">
            {review.verdict === "approve" ? (
              <CircleCheck
                aria-hidden
                className={cn("mt-0.5 size-4 shrink-0", review.voided ? "text-ink-3" : "text-allow")}
              />
            ) : (
              <Undo2
                aria-hidden
                className={cn("mt-0.5 size-4 shrink-0", review.voided ? "text-ink-3" : "text-hold")}
              />
            )}
            <div className="grid min-w-0 gap-0.5">
              <p className="flex flex-wrap items-center gap-x-1.5">
                <span className={review.voided ? "text-ink-3 line-through" : "text-ink"}>
                  <PersonName person={review.person} />{" "}
                  {review.verdict === "approve" ? "approved" : "requested changes"}
                </span>
                {review.voided && <Badge>Void: the content changed</Badge>}
                <RelativeTime at={review.at} className="text-xs text-ink-3" />
              </p>
              {review.comment && (
                <p className="wrap-anywhere whitespace-pre-wrap text-ink-2">
                  <SafeText>{review.comment}</SafeText>
                </p>
              )}
            </div>
          </li>
        ))}
    </ul>
  );
}
