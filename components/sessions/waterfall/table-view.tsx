"use client";

import { useState } from "react";
import { Button } from "../../ui/button";
import { SafeText } from "../../ui/safe-text";
import { StatusBadge } from "../../ui/status-badge";
import { shortLength } from "./axis";
import type { Bar } from "./model";

const PAGE = 50;
const HEADS = ["Time (UTC)", "Call", "Decision", "Rule or code", "State", "People", "Ran", "Attempts"];

type TableViewProps = {
  calls: readonly Bar[];
  now: number;
  open: string | null;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
};

/** The same calls as a plain table, in pages: for screen readers, and for whoever prefers words to bars. */
export function TableView({ calls, now, open, hrefOf, onOpen }: TableViewProps) {
  const pages = Math.max(1, Math.ceil(calls.length / PAGE));
  const [wanted, setPage] = useState(() =>
    Math.max(0, Math.floor(calls.findIndex(({ id }) => id === open) / PAGE)),
  );
  const page = Math.min(wanted, pages - 1);
  const shown = calls.slice(page * PAGE, (page + 1) * PAGE);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div tabIndex={0} role="region" aria-label="Table of calls" className="min-h-0 flex-1 overflow-auto">
        <table className="w-full min-w-3xl text-left text-sm">
          <caption className="sr-only">
            Calls {page * PAGE + 1} to {page * PAGE + shown.length} of {calls.length}
          </caption>
          <thead className="sticky top-0 z-[1] bg-surface text-xs text-ink-3">
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col" className="border-b border-line px-3 py-2 font-medium first:pl-6">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((call) => (
              <TableRow
                key={call.id}
                call={call}
                now={now}
                current={call.id === open}
                href={hrefOf(call.id)}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      </div>
      <nav
        aria-label="Pages"
        className="flex min-h-11 items-center justify-between gap-3 border-t border-line px-4 md:px-6"
      >
        <p className="text-xs text-ink-3 tabular-nums">
          Page {page + 1} of {pages}
        </p>
        <span className="flex gap-1.5">
          <Button size="sm" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Earlier
          </Button>
          <Button size="sm" disabled={page >= pages - 1} onClick={() => setPage(page + 1)}>
            Later
          </Button>
        </span>
      </nav>
    </div>
  );
}

type TableRowProps = {
  call: Bar;
  now: number;
  current: boolean;
  href: string;
  onOpen: (id: string) => void;
};

function TableRow({ call, now, current, href, onOpen }: TableRowProps) {
  const cell = "border-b border-line px-3 py-1.5 align-middle first:pl-6";
  return (
    <tr aria-current={current || undefined} className={current ? "bg-accent-soft" : ""}>
      <td className={`${cell} font-mono text-xs whitespace-nowrap text-ink-3`}>
        {new Date(call.at).toISOString().slice(11, 23)}
      </td>
      <th scope="row" className={`${cell} font-normal`}>
        <a
          href={href}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(call.id);
          }}
          className="inline-block min-h-6 rounded-xs py-0.5 font-mono text-xs hover:underline"
        >
          <SafeText oneLine>{call.capability}</SafeText>
        </a>
      </th>
      <td className={cell}>
        <StatusBadge status={call.action} />
      </td>
      <td className={`${cell} font-mono text-xs text-ink-2`}>{call.rule ?? call.code}</td>
      <td className={cell}>
        <StatusBadge status={call.state} />
      </td>
      <td className={`${cell} whitespace-nowrap tabular-nums`}>
        {call.asked ? shortLength(Math.max(0, (call.asked.until ?? now) - call.asked.from)) : "not asked"}
      </td>
      <td className={`${cell} whitespace-nowrap tabular-nums`}>
        {call.run ? (call.run.ms === null ? "no end yet" : shortLength(call.run.ms)) : "did not run"}
      </td>
      <td className={`${cell} tabular-nums`}>{call.attempts}</td>
    </tr>
  );
}
