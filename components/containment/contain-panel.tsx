"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useId, useRef, useState } from "react";
import type { InFlight } from "@/lib/switches/schemas";
import type { NamedTarget, StopSet, Verdict } from "@/lib/switches/types";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { Kbd } from "../ui/kbd";
import { Sheet } from "../ui/sheet";
import type { Asked, StopAction } from "./asked";
import { endOf, HowFields, type Until } from "./how-fields";
import { Preview } from "./preview";
import { Stopped } from "./stopped";
import { TargetPicker } from "./target-picker";
import { named, sameTarget } from "./target";

type ContainPanelProps = {
  asked: Asked;
  may: Verdict;
  mayGlobal: Verdict;
  stop: StopAction;
  onClose: () => void;
};

/** Chooses what to stop, shows exactly what that meets, stops it, and shows it come to zero. */
export function ContainPanel({ asked, may, mayGlobal, stop, onClose }: ContainPanelProps) {
  const client = useQueryClient();
  const router = useRouter();
  const [chosen, setChosen] = useState<readonly NamedTarget[] | null>(null);
  // The page may say what it is about after the panel is open; what somebody chose stays.
  const targets = chosen ?? asked.targets.map(named);
  const [how, setHow] = useState<{ reason: string; until: Until; inFlight: InFlight; freeze: boolean }>({
    reason: "",
    until: "lifted",
    inFlight: "finish",
    freeze: true,
  });
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [done, setDone] = useState<{ set: StopSet; expiresAt: string | null } | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const noteId = useId();
  useEffect(() => {
    const looking = search.current;
    if (asked.targets.length > 0 && looking && looking === document.activeElement && looking.value === "")
      reason.current?.focus();
  }, [asked]);
  const why = whyNot(may, targets, how.reason);

  const send = async () => {
    if (sending || why !== null) return;
    setSending(true);
    setRefused(null);
    const expiresAt = endOf(how.until);
    const answer = await stop({
      targets: targets.map(({ scope, target }) => ({ scope, target })),
      ...{ reason: how.reason.trim(), inFlight: how.inFlight, freeze: how.freeze },
      expiresAt,
      incidentId: asked.incidentId ?? null,
    }).catch(() => null);
    setSending(false);
    if (answer?.ok) setDone({ set: answer.data, expiresAt });
    else setRefused(answer?.message ?? UNREACHABLE);
    void client.invalidateQueries({ queryKey: ["containment"] });
    router.refresh();
  };

  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={done ? "Stopped" : "Contain"}
      initialFocus={asked.targets.length > 0 ? reason : search}
      onKeyDown={(event) => {
        if (!done && event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          void send();
        }
      }}
      footer={
        done ? (
          <div className="flex justify-end">
            <Button onClick={onClose}>Close</Button>
          </div>
        ) : (
          <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
            {why && (
              <p id={noteId} className="min-w-0 flex-1 basis-48 text-sm text-ink-2">
                {why}
              </p>
            )}
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="danger"
              disabled={why !== null}
              aria-describedby={why ? noteId : undefined}
              pending={sending}
              onClick={() => void send()}
            >
              Stop now
              <span className="flex gap-0.5 opacity-80 max-md:hidden" aria-hidden>
                <Kbd>⌘</Kbd>
                <Kbd>↵</Kbd>
              </span>
            </Button>
          </div>
        )
      }
    >
      {done ? (
        <Stopped {...done} targets={targets} />
      ) : (
        <div className="grid gap-5">
          {refused && <FormError>{refused}</FormError>}
          <TargetPicker
            ref={search}
            targets={targets}
            mayGlobal={mayGlobal}
            onAdd={(it) => setChosen([...targets.filter((one) => !sameTarget(one, it)), it])}
            onRemove={(it) => setChosen(targets.filter((one) => !sameTarget(one, it)))}
          />
          <Preview targets={targets} freeze={how.freeze} />
          <HowFields
            ref={reason}
            value={how}
            onChange={(change) => setHow((was) => ({ ...was, ...change }))}
          />
        </div>
      )}
    </Sheet>
  );
}

const UNREACHABLE =
  "The server did not answer, so it is not known whether this was stopped. Try again, or use `npx agentgate stop`, which works without the console.";

function whyNot(may: Verdict, targets: readonly NamedTarget[], reason: string): string | null {
  if (!may.ok) return may.why;
  if (targets.length === 0) return "Choose what to stop.";
  return reason.trim() === "" ? "Say why: a few words are enough." : null;
}
