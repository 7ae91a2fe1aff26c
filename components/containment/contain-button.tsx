"use client";

import { OctagonX } from "lucide-react";
import { Button, type ButtonProps } from "../ui/button";
import { ContainHere, useContain } from "./contain-context";
import type { PageTarget } from "./target";

type ContainButtonProps = PageTarget & {
  /** Whose stop it will be. */
  incidentId?: string;
  /** What the button says; "Contain…" otherwise. */
  children?: string;
  /** False where the page is about something else: then the two keys don't stop this. */
  page?: boolean;
  size?: ButtonProps["size"];
};

/** Opens the panel for this very thing, and makes it what the page's two keys stop. */
export function ContainButton({
  incidentId,
  children = "Contain…",
  page = true,
  size,
  ...target
}: ContainButtonProps) {
  const { open } = useContain();
  return (
    <>
      {page && <ContainHere {...target} incidentId={incidentId} />}
      <Button
        variant="dangerOutline"
        {...(size && { size })}
        aria-keyshortcuts={page ? "g s" : undefined}
        title={page ? "Stop it (g, then s)" : undefined}
        onClick={() => open({ targets: [target], incidentId })}
      >
        <OctagonX aria-hidden />
        {children}
      </Button>
    </>
  );
}

/** In the bar at the top of every page. */
export function ContainFromAnywhere() {
  const { open } = useContain();
  return (
    <Button
      variant="ghost"
      className="text-deny hover:text-deny max-lg:size-8 max-lg:px-0"
      aria-keyshortcuts="g s"
      aria-label="Contain"
      title="Stop something (g, then s)"
      onClick={() => open()}
    >
      <OctagonX aria-hidden />
      <span className="max-lg:hidden">Contain</span>
    </Button>
  );
}

/** For a page that is about nothing in particular. */
export function StopSomethingButton() {
  const { open } = useContain();
  return (
    <Button variant="danger" aria-keyshortcuts="g s" onClick={() => open({ targets: [] })}>
      <OctagonX aria-hidden />
      Stop something…
    </Button>
  );
}
