"use client";

import { X } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useState, type KeyboardEventHandler, type ReactNode, type RefObject } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { overlayClass } from "./dialog";

type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Under the title: what kind of thing this is, its state. */
  subtitle?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
  /** Where to begin: a panel that one opens to type into. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** Its shortcuts, wherever in it the focus is. */
  onKeyDown?: KeyboardEventHandler;
};

/** A panel from the right: details of one row, beside the list it came from. Full width on a phone. */
export function Sheet({
  open,
  onOpenChange,
  title,
  subtitle,
  children,
  footer,
  className,
  initialFocus,
  onKeyDown,
}: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content
          aria-describedby={undefined}
          // The panel itself, so that reading starts at its title and no button looks chosen.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const panel = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
            (initialFocus?.current ?? panel)?.focus();
          }}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          className={cn(
            "fixed inset-y-0 right-0 z-50 flex w-full animate-sheet flex-col border-l border-line bg-surface shadow-lg focus:outline-none sm:max-w-xl",
            className,
          )}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg leading-6 font-semibold tracking-tight wrap-anywhere">
                {title}
              </Radix.Title>
              {subtitle && <div className="mt-1.5 flex flex-wrap items-center gap-2">{subtitle}</div>}
            </div>
            <Radix.Close asChild>
              <Button variant="ghost" size="iconSm" aria-label="Close" className="-mr-1.5">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && <footer className="border-t border-line px-5 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/**
 * A sheet whose being open is the URL: rendered by the server when the address names a row, closed by going
 * to `closeHref`. Closes at once; the navigation follows.
 */
export function UrlSheet({
  closeHref,
  ...props
}: Omit<SheetProps, "open" | "onOpenChange"> & { closeHref: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(true);
  const onOpenChange = (next: boolean) => {
    setOpen(next);
    // Safe because every caller builds it from its own route and filters.
    if (!next) router.push(closeHref as Route, { scroll: false });
  };
  return <Sheet open={open} onOpenChange={onOpenChange} {...props} />;
}
