"use client";

import { CircleCheck, CircleX, PlugZap } from "lucide-react";
import { useState } from "react";
import type { TestConnectionInput } from "@/lib/upstreams/schemas";
import type { ConnectionReport } from "@/lib/upstreams/types";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { SafeText, Untrusted } from "../../ui/safe-text";
import { duration } from "../../ui/time-format";
import { ask, type Answer } from "../ask";

type ConnectionTestProps = {
  /** What to try; null: the form is not far enough, and its fields say why. */
  input: () => TestConnectionInput | null;
  /** Changes with everything that a connection depends on. */
  about: string;
  disabled?: boolean;
  onFaults?: (faults: Readonly<Record<string, string>>) => void;
};

type Tried = { about: string; answer: Answer<ConnectionReport> };

/** Connects for real, now, with what is typed, and shows how far that got. */
export function ConnectionTest({ input, about, disabled, onFaults }: ConnectionTestProps) {
  const [pending, setPending] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const [incomplete, setIncomplete] = useState(false);
  const run = async () => {
    const body = input();
    setIncomplete(body === null);
    if (body === null) return;
    setPending(true);
    const answer = await ask<ConnectionReport>("/api/console/upstreams/test", body);
    setPending(false);
    setTried({ about, answer });
    if (!answer.ok) onFaults?.(answer.fieldErrors);
  };
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={pending} disabled={disabled} onClick={() => void run()}>
          {!pending && <PlugZap aria-hidden />}
          Test connection
        </Button>
        <p role="status" className="text-xs text-ink-3">
          {pending
            ? "Connecting…"
            : incomplete
              ? "Something is missing above: it is marked."
              : tried && tried.about !== about
                ? "The settings have changed since this test."
                : "Nothing is stored by a test. It takes at most 20 seconds."}
        </p>
      </div>
      {tried && !tried.answer.ok && <FormError>{tried.answer.message}</FormError>}
      {tried?.answer.ok && <Report report={tried.answer.data} />}
    </div>
  );
}

function Report({ report }: { report: ConnectionReport }) {
  return (
    <div className="grid gap-3">
      <ol aria-label="Steps of the connection test" className="overflow-hidden rounded-md border border-line">
        {report.steps.map((step) => (
          <li
            key={step.name}
            className="flex items-start gap-2.5 border-b border-line px-3 py-2 text-sm last:border-b-0"
          >
            {step.ok ? (
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-allow" />
            ) : (
              <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
            )}
            <span className="w-20 shrink-0 font-medium">
              {step.name}
              <span className="sr-only">{step.ok ? ": passed" : ": failed"}</span>
            </span>
            <span className="min-w-0 flex-1 wrap-anywhere text-ink-2">
              <SafeText>{step.detail}</SafeText>
            </span>
            <span className="shrink-0 text-xs text-ink-3 tabular-nums">{duration(step.ms)}</span>
          </li>
        ))}
      </ol>
      {report.ok && (
        <p role="status" className="text-sm font-medium text-allow">
          The connection works.
        </p>
      )}
      {(report.server || report.tools.length > 0) && <WhatItSays report={report} />}
    </div>
  );
}

/** Names and descriptions are the server's own words. */
function WhatItSays({ report: { server, tools } }: { report: ConnectionReport }) {
  return (
    <Untrusted source="what the server says of itself">
      {server && (
        <p>
          <SafeText oneLine>{server.name}</SafeText> <SafeText oneLine>{server.version}</SafeText>
          {server.protocol && (
            <>
              , protocol <SafeText oneLine>{server.protocol}</SafeText>
            </>
          )}
        </p>
      )}
      {tools.length > 0 && (
        <details className="mt-1">
          <summary className="cursor-pointer rounded-xs text-ink">
            {tools.length === 200
              ? "200 or more tools"
              : `${tools.length} ${tools.length === 1 ? "tool" : "tools"}`}
          </summary>
          <ul className="mt-1.5 grid max-h-80 gap-1 overflow-y-auto" tabIndex={0} aria-label="Tools">
            {tools.map((tool, index) => (
              <li key={index} className="min-w-0">
                <code className="font-mono text-xs text-ink">
                  <SafeText oneLine>{tool.name}</SafeText>
                </code>{" "}
                <span className="text-xs text-ink-3">
                  <SafeText oneLine>{tool.description}</SafeText>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Untrusted>
  );
}
