import { Tag } from "lucide-react";
import { isTaintLabel } from "@/lib/platform/labels/types";
import { Badge } from "../ui/badge";
import { LABEL_WORDS } from "./label-words";

/** What a session has read that counts: one chip per label, nothing where there is none. */
export function TaintChips({ taint }: { taint: readonly string[] }) {
  return taint.filter(isTaintLabel).map((label) => {
    const { chip, meaning } = LABEL_WORDS[label];
    return (
      <Badge key={label} tone={label === "external" ? "neutral" : "hold"} title={`Has read: ${meaning}`}>
        <Tag aria-hidden />
        <span className="sr-only">Has read: </span>
        {chip}
      </Badge>
    );
  });
}
