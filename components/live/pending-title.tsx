"use client";

import { useEffect } from "react";
import { usePendingCount } from "../shell/pending-count";

const PREFIX = /^\(\d+\+?\) /;

/** Puts the number of waiting requests in front of the tab's title, whatever page writes that title. */
export function PendingTitle({ initial }: { initial: number }) {
  const pending = usePendingCount(initial);
  useEffect(() => {
    const show = () => {
      const bare = document.title.replace(PREFIX, "");
      const title = pending > 0 ? `(${pending > 99 ? "99+" : pending}) ${bare}` : bare;
      if (document.title !== title) document.title = title;
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [pending]);
  return null;
}
