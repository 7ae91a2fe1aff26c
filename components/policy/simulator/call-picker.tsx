"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RecentCall } from "@/lib/calls/types";
import { getJson } from "../../providers/query-provider";
import { Button } from "../../ui/button";
import { cn } from "../../ui/cn";
import { shortId } from "../../ui/copy-id";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { RelativeTime } from "../../ui/relative-time";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A real call: by its id, or one of the newest that a policy decided. */
export function CallPicker({
  chosen,
  onChoose,
}: {
  chosen: string | null;
  onChoose: (callId: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const { data, error } = useQuery({
    queryKey: ["policy-calls"],
    queryFn: ({ signal }) => getJson<{ calls: RecentCall[] }>("/api/console/policy/simulate/calls", signal),
  });
  const wanted = typed.trim().toLowerCase();
  const found = (data?.calls ?? []).filter(
    ({ id, capability, agent }) =>
      wanted === "" || [id, capability, agent].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <div className="grid gap-3">
      <div className="flex items-end gap-2">
        <Field name="callId" label="Call" className="min-w-0 flex-1">
          {(control) => (
            <Input
              {...control}
              value={typed}
              placeholder="Its id, or part of a capability or agent"
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => event.key === "Enter" && ID.test(wanted) && onChoose(wanted)}
            />
          )}
        </Field>
        <Button
          disabled={!ID.test(wanted)}
          title={ID.test(wanted) ? undefined : "Type a whole id, or pick below"}
          onClick={() => onChoose(wanted)}
        >
          Use
        </Button>
      </div>
      {error && <p className="text-sm text-deny">{error.message}</p>}
      <ul
        aria-label="Newest calls"
        tabIndex={0}
        className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {found.map(({ id, capability, agent, action, decidedAt, preview }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === chosen || undefined}
              onClick={() => onChoose(id)}
              className={cn(
                "grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-3 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2",
                id === chosen && "bg-accent-soft",
              )}
            >
              <span className="min-w-0">
                <span className="block truncate font-mono text-xs">{capability}</span>
                <span className="block truncate text-2xs text-ink-3">
                  {agent} · <RelativeTime at={decidedAt} /> · {shortId(id)} ·{" "}
                  <SafeText oneLine>{preview}</SafeText>
                </span>
              </span>
              <StatusBadge status={action} className="self-center" />
            </button>
          </li>
        ))}
        {data && found.length === 0 && (
          <li className="px-3 py-4 text-sm text-pretty text-ink-3">
            {data.calls.length === 0
              ? "No policy has decided a call yet. Write one instead."
              : "None of the newest 50 fits. An older call is found by its whole id."}
          </li>
        )}
        {!data && !error && <li className="px-3 py-4 text-sm text-ink-3">Reading the newest calls…</li>}
      </ul>
    </div>
  );
}
