"use client";

import { useQuery } from "@tanstack/react-query";
import { Blocks, Bot, Building2, Cable, Globe, ListTree, X, type LucideIcon } from "lucide-react";
import { Command } from "cmdk";
import { useDeferredValue, useState, type Ref } from "react";
import type { Scope } from "@/lib/switches/schemas";
import type { NamedTarget, Verdict } from "@/lib/switches/types";
import { SCOPE_WORDS, targetWords } from "@/lib/switches/words";
import { getJson } from "../providers/query-provider";
import { CheckField } from "../ui/check-field";
import { controlClass } from "../ui/input";
import { cn } from "../ui/cn";
import { SafeText } from "../ui/safe-text";
import { sameTarget } from "./target";

export const SCOPE_ICONS: Record<Scope, LucideIcon> = {
  global: Globe,
  tenant: Building2,
  agent: Bot,
  upstream: Cable,
  capability: Blocks,
  session: ListTree,
};
const WIDE = { global: wide("global"), tenant: wide("tenant") };
const FOUND = ["agent", "capability", "upstream", "session"] as const;

type TargetPickerProps = {
  ref: Ref<HTMLInputElement>;
  targets: readonly NamedTarget[];
  mayGlobal: Verdict;
  onAdd: (target: NamedTarget) => void;
  onRemove: (target: NamedTarget) => void;
};

/** What to stop: the chosen ones, a search for more, and the two that need no search. */
export function TargetPicker({ ref, targets, mayGlobal, onAdd, onRemove }: TargetPickerProps) {
  const toggle = (target: NamedTarget) => (on: boolean) => (on ? onAdd(target) : onRemove(target));
  const has = (target: NamedTarget) => targets.some((it) => sameTarget(it, target));
  return (
    <section aria-label="What to stop" className="grid gap-3">
      <h3 className="text-sm font-medium">What to stop</h3>
      {targets.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {targets.map((it) => (
            <Chosen key={`${it.scope} ${it.target ?? ""}`} target={it} onRemove={() => onRemove(it)} />
          ))}
        </ul>
      )}
      <Search ref={ref} targets={targets} onAdd={onAdd} />
      <div className="grid gap-2.5">
        <CheckField
          label="This tenant"
          hint="Every agent of it. Restarting takes two people."
          checked={has(WIDE.tenant)}
          onChange={toggle(WIDE.tenant)}
        />
        <CheckField
          label="The whole installation"
          hint={mayGlobal.ok ? "Every tenant. Restarting takes two people." : mayGlobal.why}
          checked={has(WIDE.global)}
          disabled={!mayGlobal.ok}
          onChange={toggle(WIDE.global)}
        />
      </div>
    </section>
  );
}

function Chosen({ target, onRemove }: { target: NamedTarget; onRemove: () => void }) {
  const Icon = SCOPE_ICONS[target.scope];
  return (
    <li className="inline-flex max-w-full items-center gap-1.5 rounded-md border border-line-strong bg-sunken py-0.5 pr-0.5 pl-2 text-sm">
      <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <span className="min-w-0 truncate">
        <SafeText oneLine>{targetWords(target)}</SafeText>
      </span>
      <button
        type="button"
        aria-label={`Leave out: ${targetWords(target)}`}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </li>
  );
}

function Search({ ref, targets, onAdd }: Pick<TargetPickerProps, "ref" | "targets" | "onAdd">) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const q = useDeferredValue(text.trim());
  const { data, isError } = useQuery({
    queryKey: ["containment", "targets", q],
    queryFn: ({ signal }) =>
      getJson<{ rows: NamedTarget[] }>(`/api/console/switches/targets?q=${encodeURIComponent(q)}`, signal),
    enabled: open,
    placeholderData: (before) => before,
  });
  const rows = (data?.rows ?? []).filter((it) => !targets.some((one) => sameTarget(one, it)));
  return (
    <Command
      shouldFilter={false}
      loop
      label="Search for something to stop"
      className="relative"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key === "ArrowDown") setOpen(true);
        // Enter chooses only what is seen, and never together with the keys that stop.
        if (event.key === "Enter" && (!open || event.metaKey || event.ctrlKey)) event.preventDefault();
        if (event.key !== "Escape" || !open) return;
        // The first Escape closes the search, the next one the panel.
        event.preventDefault();
        event.stopPropagation();
        setText("");
        setOpen(false);
      }}
    >
      <Command.Input
        ref={ref}
        value={text}
        onClick={() => setOpen(true)}
        onValueChange={(next) => {
          setText(next);
          setOpen(true);
        }}
        placeholder="Agent, capability, upstream or session: name or id"
        className={cn(controlClass, "h-9 md:h-8")}
      />
      <Command.List
        // Over what follows: were it to push that away, a click there would miss when it closes.
        className={cn(
          "absolute inset-x-0 top-full z-10 mt-1 max-h-64 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-md",
          !open && "hidden",
        )}
        // Choosing with the mouse must not take the focus out of the search.
        onMouseDown={(event) => event.preventDefault()}
      >
        <Command.Empty className="px-2 py-3 text-center text-sm text-ink-3">
          {isError ? "The server did not answer." : data ? "Nothing of that name." : "Looking…"}
        </Command.Empty>
        {FOUND.map((scope) => (
          <Found key={scope} scope={scope} rows={rows.filter((it) => it.scope === scope)} onPick={pick} />
        ))}
      </Command.List>
    </Command>
  );

  function pick(target: NamedTarget) {
    onAdd(target);
    setText("");
    setOpen(false);
  }
}

type FoundProps = { scope: Scope; rows: readonly NamedTarget[]; onPick: (target: NamedTarget) => void };

function Found({ scope, rows, onPick }: FoundProps) {
  const Icon = SCOPE_ICONS[scope];
  if (rows.length === 0) return null;
  return (
    <Command.Group
      heading={SCOPE_WORDS[scope].many}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {rows.map((it) => (
        <Command.Item
          key={it.target}
          value={`${it.scope} ${it.target ?? ""}`}
          onSelect={() => onPick(it)}
          className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm select-none data-[selected=true]:bg-hover"
        >
          <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
          <span className="shrink-0 truncate">
            <SafeText oneLine>{it.label}</SafeText>
          </span>
          <span className="min-w-0 truncate text-xs text-ink-3">
            <SafeText oneLine>{it.detail}</SafeText>
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function wide(scope: "global" | "tenant"): NamedTarget {
  return { scope, target: null, label: "", detail: "" };
}
