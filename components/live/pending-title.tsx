"use client";

import { useEffect } from "react";
import type { ApprovalCounts } from "@/lib/approvals/types";
import { usePendingCounts } from "../shell/pending-count";
import { withCount } from "./title";

/** Puts the number of requests that wait for this person in front of the tab's title, whatever page writes it. */
export function PendingTitle({ initial }: { initial: ApprovalCounts }) {
  const { mine } = usePendingCounts(initial);
  useEffect(() => {
    const show = () => {
      const title = withCount(document.title, mine);
      if (document.title !== title) document.title = title;
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [mine]);
  return null;
}
