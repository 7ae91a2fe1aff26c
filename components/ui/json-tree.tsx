"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { cn } from "./cn";
import { SafeText } from "./safe-text";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Deeper than this starts folded, and so does what has more entries than this. */
const OPEN_DEPTH = 3;
const OPEN_ENTRIES = 40;
const LONG_STRING = 600;

/** Typed values as a tree that folds. Keys and strings are untrusted: what is invisible in them is shown. */
export function JsonTree({ value, label, className }: { value: Json; label: string; className?: string }) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={cn(
        "max-h-128 overflow-auto rounded-md border border-line bg-sunken p-2.5 font-mono text-xs leading-5",
        className,
      )}
    >
      <Node value={value} depth={0} />
    </div>
  );
}

function Node({ name, value, depth }: { name?: string | number; value: Json; depth: number }) {
  if (value !== null && typeof value === "object")
    return <Branch {...(name !== undefined && { name })} value={value} depth={depth} />;
  return (
    <div className="flex gap-1.5 pl-4">
      <Name name={name} />
      <Leaf value={value} />
    </div>
  );
}

function Branch({
  name,
  value,
  depth,
}: {
  name?: string | number;
  value: Json[] | { [key: string]: Json };
  depth: number;
}) {
  const list = Array.isArray(value);
  const entries: [string | number, Json][] = list
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  const [open, setOpen] = useState(depth < OPEN_DEPTH && entries.length <= OPEN_ENTRIES);
  const count = `${entries.length} ${list ? (entries.length === 1 ? "item" : "items") : entries.length === 1 ? "key" : "keys"}`;
  if (entries.length === 0) {
    return (
      <div className="flex gap-1.5 pl-4">
        <Name name={name} />
        <span className="text-ink-3">{list ? "[ ]" : "{ }"}</span>
      </div>
    );
  }
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-6 max-w-full items-center gap-1.5 rounded-xs text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={cn("-mr-1 size-3.5 shrink-0 text-ink-3 transition-transform", open && "rotate-90")}
        />
        <Name name={name} />
        <span className="text-ink-3">{open ? (list ? "[" : "{") : `${list ? "[…]" : "{…}"} ${count}`}</span>
      </button>
      {open && (
        <div className="ml-1.5 border-l border-line pl-2">
          {entries.map(([key, child]) => (
            <Node key={key} name={key} value={child} depth={depth + 1} />
          ))}
        </div>
      )}
      {open && <div className="pl-4 text-ink-3">{list ? "]" : "}"}</div>}
    </div>
  );
}

function Name({ name }: { name?: string | number | undefined }) {
  if (name === undefined) return null;
  return (
    <span className={cn("shrink-0", typeof name === "number" ? "text-ink-3" : "text-syntax-key")}>
      {typeof name === "number" ? name : <SafeText oneLine>{name}</SafeText>}
      <span className="text-ink-3">:</span>
    </span>
  );
}

function Leaf({ value }: { value: null | boolean | number | string }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string") {
    return (
      <span
        className={
          value === null
            ? "text-ink-3"
            : typeof value === "number"
              ? "text-syntax-number"
              : "text-syntax-keyword"
        }
      >
        {String(value)}
      </span>
    );
  }
  const cut = !whole && value.length > LONG_STRING;
  return (
    <span className="min-w-0 wrap-anywhere whitespace-pre-wrap text-syntax-string">
      &quot;
      <SafeText>{cut ? value.slice(0, LONG_STRING) : value}</SafeText>
      &quot;
      {cut && (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="ml-1.5 rounded-xs px-1 text-accent underline"
        >
          show all {value.length.toLocaleString("en")} characters
        </button>
      )}
    </span>
  );
}
