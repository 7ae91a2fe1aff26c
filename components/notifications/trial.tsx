"use client";

import { CircleCheck, CircleX, Send } from "lucide-react";
import { useState } from "react";
import type { TryEndpointInput } from "@/lib/notifications/schemas";
import type { TrialReport } from "@/lib/notifications/types";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { SafeText, Untrusted } from "../ui/safe-text";
import { duration } from "../ui/time-format";
import { ask, type Answer } from "../upstreams/ask";

type TrialProps = {
  /** What to try; null: the form is not far enough, and its fields say why. */
  input: () => TryEndpointInput | null;
  /** Changes with everything that the message depends on. */
  about: string;
  note: string;
  disabled?: boolean;
};

/** Sends a message for real, now, to what is typed, and shows what came of it. */
export function Trial({ input, about, note, disabled }: TrialProps) {
  const [pending, setPending] = useState(false);
  const [tried, setTried] = useState<{ about: string; answer: Answer<TrialReport> } | null>(null);
  const [incomplete, setIncomplete] = useState(false);
  const run = async () => {
    const body = input();
    setIncomplete(body === null);
    if (body === null) return;
    setPending(true);
    const answer = await ask<TrialReport>("/api/console/notifications/test", body);
    setPending(false);
    setTried({ about, answer });
  };
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={pending} disabled={disabled} onClick={() => void run()}>
          {!pending && <Send aria-hidden />}
          Send a test
        </Button>
        <p role="status" className="min-w-0 flex-1 text-xs text-ink-3">
          {pending
            ? "Sending…"
            : incomplete
              ? "Something is missing above: it is marked."
              : tried && tried.about !== about
                ? "The settings have changed since this test."
                : note}
        </p>
      </div>
      {tried && !tried.answer.ok && <FormError>{tried.answer.message}</FormError>}
      {tried?.answer.ok && <Report report={tried.answer.data} />}
    </div>
  );
}

function Report({ report: { ok, statusCode, ms, detail, response } }: { report: TrialReport }) {
  return (
    <div role="status" className="grid gap-3 rounded-md border border-line bg-sunken p-3 text-sm">
      <div className="flex items-start gap-2">
        {ok ? (
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-allow" />
        ) : (
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
        )}
        <div className="grid min-w-0 gap-0.5">
          <p className="font-medium">{ok ? "The test arrived" : "The test did not arrive"}</p>
          <p className="wrap-anywhere text-ink-2">{detail}</p>
          <p className="text-xs text-ink-3 tabular-nums">
            {statusCode !== null && `Answer ${statusCode}, `}
            {duration(ms)}
          </p>
        </div>
      </div>
      {response && (
        <Untrusted source="the beginning of what it answered">
          <SafeText>{response}</SafeText>
        </Untrusted>
      )}
    </div>
  );
}
