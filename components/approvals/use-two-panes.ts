"use client";

import { useSyncExternalStore } from "react";

/** From here on the list and the request stand side by side. */
const TWO_PANES = "(min-width: 64rem)";

/** True where list and request stand side by side; below that a request has a page of its own. */
export function useTwoPanes(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(TWO_PANES);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => matchMedia(TWO_PANES).matches,
    () => true,
  );
}
