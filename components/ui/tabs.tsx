"use client";

import type { Route } from "next";
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Link } from "./link";

const tabClass =
  "relative inline-flex h-9 items-center gap-1.5 px-0.5 text-sm font-medium text-ink-3 transition-colors hover:text-ink after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:rounded-full data-[state=active]:text-ink data-[state=active]:after:bg-primary";
const listClass = "flex gap-5 overflow-x-auto border-b border-line";

type Tab = { value: string; label: ReactNode; content: ReactNode };

/** Tabs within a panel. Tabs that belong in the address are `LinkTabs`. */
export function Tabs({
  tabs,
  label,
  value,
  onValueChange,
  className,
}: {
  tabs: readonly Tab[];
  label: string;
  /** Which one is shown, where the caller keeps that; else the first one to begin with. */
  value?: string;
  onValueChange?: (value: string) => void;
  className?: string;
}) {
  const [first] = tabs;
  return (
    <Radix.Root
      {...(value === undefined ? { defaultValue: first?.value ?? "" } : { value })}
      {...(onValueChange && { onValueChange })}
      className={className}
    >
      <Radix.List aria-label={label} className={listClass}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={tabClass}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

type LinkTab = { href: string; label: string; current: boolean; count?: number | undefined };

/** Tabs that are addresses: each a link, the current one marked. */
export function LinkTabs({
  tabs,
  label,
  className,
}: {
  tabs: readonly LinkTab[];
  label: string;
  className?: string;
}) {
  return (
    <nav aria-label={label} className={cn(listClass, className)}>
      {tabs.map((tab) => (
        // Safe because every caller builds it from its own route and filters.
        <Link
          key={tab.href}
          href={tab.href as Route}
          aria-current={tab.current ? "page" : undefined}
          data-state={tab.current ? "active" : "inactive"}
          className={tabClass}
        >
          {tab.label}
          {tab.count !== undefined && (
            <span className="rounded-full bg-muted-soft px-1.5 text-2xs text-muted tabular-nums">
              {tab.count}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
