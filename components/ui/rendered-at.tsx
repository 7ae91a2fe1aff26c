"use client";

import { createContext, useContext, type ReactNode } from "react";

const RenderedAtContext = createContext<number | null>(null);

/**
 * Tells what is below it when the server rendered the page (Unix milliseconds). The browser begins with the same
 * time, so it finds the text it was sent, however late it looks or wrong its own clock is; then its clock goes on.
 */
export function RenderedAt({ at, children }: { at: number; children: ReactNode }) {
  return <RenderedAtContext value={at}>{children}</RenderedAtContext>;
}

/** When the server rendered the page; null outside of one. */
export const useRenderedAt = (): number | null => useContext(RenderedAtContext);
