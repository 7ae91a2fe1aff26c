"use client";

import { ChevronDown, LoaderCircle, Search, X } from "lucide-react";
import type { Route } from "next";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useTransition, type ReactNode } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Dropdown, DropdownCheck } from "../ui/dropdown";
import { Input } from "../ui/input";
import type { FilterField } from "./types";

const TYPING_PAUSE_MS = 250;

type FilterBarProps = {
  fields: readonly FilterField[];
  /** Keys that name a position in the list (cursor, open row): a new filter starts at the top. */
  positionKeys?: readonly string[];
  children?: ReactNode;
};

/** Filters whose state is the address, and nowhere else: back, forward and a copied link all work. */
export function FilterBar({ fields, positionKeys = ["after", "before", "open"], children }: FilterBarProps) {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const [pending, startTransition] = useTransition();

  const go = (change: (next: URLSearchParams) => void) => {
    const next = new URLSearchParams(params);
    for (const key of positionKeys) next.delete(key);
    change(next);
    const query = next.toString();
    // Safe because it is the page we are on with another query.
    startTransition(() =>
      router.replace((query ? `${pathname}?${query}` : pathname) as Route, { scroll: false }),
    );
  };
  const set = (name: string, values: readonly string[]) =>
    go((next) => {
      next.delete(name);
      for (const value of values) if (value !== "") next.append(name, value);
    });
  const names = fields.map((field) => field.name);
  const active = names.some((name) => params.has(name));

  return (
    <div role="search" className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
      {fields.map(
        (field) =>
          field.kind === "search" && (
            <SearchBox
              key={field.name}
              {...field}
              value={params.get(field.name) ?? ""}
              onChange={(value) => set(field.name, [value])}
            />
          ),
      )}
      {/* One line that scrolls on a phone: filters never push the list off the screen. */}
      <div className="flex items-center gap-2 max-sm:-mx-4 max-sm:-my-1 max-sm:w-screen max-sm:overflow-x-auto max-sm:px-4 max-sm:py-1">
        {fields.map(
          (field) =>
            field.kind === "choice" && (
              <ChoiceFilter
                key={field.name}
                field={field}
                selected={params.getAll(field.name)}
                onChange={(values) => set(field.name, values)}
              />
            ),
        )}
        {active && (
          <Button variant="ghost" onClick={() => go((next) => names.forEach((name) => next.delete(name)))}>
            Clear
          </Button>
        )}
        <Busy pending={pending} />
      </div>
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </div>
  );
}

function Busy({ pending }: { pending: boolean }) {
  return (
    <>
      <LoaderCircle
        aria-hidden
        className={cn("size-4 shrink-0 text-ink-3", pending ? "animate-spin" : "invisible")}
      />
      <span role="status" className="sr-only">
        {pending ? "Loading" : ""}
      </span>
    </>
  );
}

function SearchBox({
  placeholder,
  value,
  onChange,
}: {
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed by something else (Clear, back): show what it says, unless someone is typing here.
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className="relative w-full sm:w-60">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
      />
      <Input
        ref={input}
        type="search"
        aria-label={placeholder}
        placeholder={placeholder}
        defaultValue={value}
        maxLength={200}
        className="pl-8"
        onChange={(event) => {
          const text = event.target.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onChange(text.trim()), TYPING_PAUSE_MS);
        }}
      />
    </div>
  );
}

type ChoiceField = Extract<FilterField, { kind: "choice" }>;

function ChoiceFilter({
  field,
  selected,
  onChange,
}: {
  field: ChoiceField;
  selected: readonly string[];
  onChange: (values: string[]) => void;
}) {
  const labels = field.options
    .filter((option) => selected.includes(option.value))
    .map((option) => option.label);
  const toggle = (value: string) => {
    const others = field.single ? [] : selected.filter((item) => item !== value);
    onChange(selected.includes(value) ? selected.filter((item) => item !== value) : [...others, value]);
  };
  return (
    <span
      className={cn(
        "inline-flex h-8 shrink-0 items-center rounded-md border border-line-strong bg-raised shadow-xs",
        labels.length === 0 && "border-dashed bg-transparent shadow-none",
      )}
    >
      <Dropdown
        align="start"
        trigger={
          <button
            type="button"
            className={cn(
              "inline-flex h-full items-center gap-1.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink",
              labels.length > 0 && "rounded-r-none",
            )}
          >
            {field.label}
            {labels.length > 0 ? (
              <span className="max-w-40 truncate font-medium text-ink">
                {labels.length > 2 ? `${labels.length} selected` : labels.join(", ")}
              </span>
            ) : (
              <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
            )}
          </button>
        }
      >
        {field.options.map((option) => (
          <DropdownCheck
            key={option.value}
            checked={selected.includes(option.value)}
            onCheckedChange={() => toggle(option.value)}
          >
            {option.label}
          </DropdownCheck>
        ))}
      </Dropdown>
      {labels.length > 0 && (
        <button
          type="button"
          aria-label={`Clear ${field.label.toLowerCase()}`}
          onClick={() => onChange([])}
          className="grid h-full w-7 place-items-center rounded-r-md border-l border-line text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  );
}
