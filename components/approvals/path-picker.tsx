"use client";

import { useMemo, useState } from "react";
import { Checkbox } from "../ui/checkbox";
import { cn } from "../ui/cn";
import { Input } from "../ui/input";
import { SafeText } from "../ui/safe-text";
import { MAX_PATHS, pathsOf, type ArgumentPath } from "./argument-paths";

/** As many as a request for changes takes. */
const MAX_PICKED = 20;
const MANY = 12;
const MAX_PROBLEM = 500;
const MAX_VALUE = 120;

type PathPickerProps = {
  args: unknown;
  /** What is wrong, by JSON Pointer. */
  problems: Readonly<Record<string, string>>;
  onChange: (problems: Record<string, string>) => void;
};

/** The places of a call's arguments to pick from, each with what is wrong there. */
export function PathPicker({ args, problems, onChange }: PathPickerProps) {
  const [filter, setFilter] = useState("");
  const paths = useMemo(() => pathsOf(args), [args]);
  const picked = Object.keys(problems).length;
  const wanted = filter.trim().toLowerCase();
  const shown = paths.filter(
    ({ pointer, label }) => pointer in problems || label.toLowerCase().includes(wanted),
  );
  const pick = (pointer: string, on: boolean) => {
    const { [pointer]: _, ...others } = problems;
    onChange(on ? { ...others, [pointer]: "" } : others);
  };
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">What should change</legend>
      {paths.length > MANY && (
        <Input
          type="search"
          aria-label="Find an argument"
          placeholder="Find an argument"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <ul className="max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {shown.map((path) => (
          <PathLine
            key={path.pointer}
            path={path}
            problem={problems[path.pointer]}
            full={picked >= MAX_PICKED}
            onPick={(on) => pick(path.pointer, on)}
            onProblem={(text) => onChange({ ...problems, [path.pointer]: text })}
          />
        ))}
        {shown.length === 0 && <li className="px-3 py-2 text-sm text-ink-3">No argument of that name.</li>}
      </ul>
      {paths.length >= MAX_PATHS && (
        <p className="text-xs text-ink-3">
          Only the first {MAX_PATHS} places are listed. Name others in the note.
        </p>
      )}
    </fieldset>
  );
}

type PathLineProps = {
  path: ArgumentPath;
  problem: string | undefined;
  full: boolean;
  onPick: (on: boolean) => void;
  onProblem: (text: string) => void;
};

function PathLine({ path, problem, full, onPick, onProblem }: PathLineProps) {
  const picked = problem !== undefined;
  return (
    <li className={cn("grid gap-1.5 px-3 py-1.5", picked && "bg-accent-soft")}>
      <label className="flex min-h-6 min-w-0 items-center gap-2.5 text-sm">
        <Checkbox checked={picked} disabled={full && !picked} onCheckedChange={(on) => onPick(on === true)} />
        <span
          className={cn("shrink-0 text-xs", path.pointer === "" ? "text-ink-2" : "font-mono text-syntax-key")}
        >
          <SafeText oneLine>{path.label}</SafeText>
        </span>
        {path.pointer !== "" && (
          <span className="min-w-0 truncate font-mono text-xs text-ink-2">
            <SafeText oneLine>{preview(path.value)}</SafeText>
          </span>
        )}
      </label>
      {picked && (
        <Input
          autoFocus
          aria-label={`What is wrong with ${path.label}`}
          placeholder="What is wrong with it, or what it should be"
          value={problem}
          maxLength={MAX_PROBLEM}
          onChange={(event) => onProblem(event.target.value)}
        />
      )}
    </li>
  );
}

function preview(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.length} ]`;
  if (typeof value === "object" && value !== null) return "{ … }";
  const text = JSON.stringify(value) ?? "";
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
