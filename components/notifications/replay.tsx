"use client";

import { RotateCw } from "lucide-react";
import { useState } from "react";
import { REPLAY_HOURS } from "@/lib/notifications/schemas";
import type { DeliveryDetail } from "@/lib/notifications/types";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { Field, FormError } from "../ui/field";
import { Select } from "../ui/select";
import { useNotificationActions } from "./actions";

/** Sends one delivery again, under its id. */
export function ReplayDelivery({ delivery: { id, state }, may }: { delivery: DeliveryDetail; may: Verdict }) {
  const actions = useNotificationActions();
  const { run, pending, refusal } = useRun();
  const waits = state === "waiting";
  const why = !may.ok ? may.why : waits ? "It waits to be sent already." : null;
  return (
    <div className="grid gap-2">
      {refusal && <FormError>{refusal.message}</FormError>}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          pending={pending}
          disabled={why !== null}
          aria-describedby="replay-note"
          onClick={() => void run(() => actions.replay({ id }), "It is sent again")}
        >
          {!pending && <RotateCw aria-hidden />}
          Send again
        </Button>
        <p id="replay-note" className="min-w-0 flex-1 text-xs text-ink-3">
          {why ?? "Under the same id: a receiver that has it already knows it again."}
        </p>
      </div>
    </div>
  );
}

const HOURS: Readonly<Record<(typeof REPLAY_HOURS)[number], string>> = {
  1: "Last hour",
  6: "Last 6 hours",
  24: "Last 24 hours",
  168: "Last 7 days",
};

/** Sends everything again that did not arrive. */
export function ReplayFailed({ endpointId, may }: { endpointId: string; may: Verdict }) {
  const actions = useNotificationActions();
  const { run, pending, refusal, clear } = useRun();
  const [open, setOpen] = useState(false);
  const [hours, setHours] = useState<(typeof REPLAY_HOURS)[number]>(24);
  const toggle = (next: boolean) => {
    clear();
    setOpen(next);
  };
  const send = async () => {
    const done = await run(
      () => actions.replayFailed({ endpointId, hours }),
      ({ count }) => (count === 1 ? "One is sent again" : `${count} are sent again`),
    );
    if (done !== null) setOpen(false);
  };
  return (
    <>
      <Button disabled={!may.ok} title={may.ok ? undefined : may.why} onClick={() => setOpen(true)}>
        <RotateCw aria-hidden />
        Replay failed…
      </Button>
      <FormDialog
        open={open}
        onOpenChange={toggle}
        title="Send again what did not arrive"
        description="Deliveries that were given up or skipped, each under its own id, the oldest first."
        submit="Send again"
        pending={pending}
        error={refusal?.message}
        onSubmit={() => void send()}
      >
        <Field name="hours" label="Since">
          {(control) => (
            <Select
              {...control}
              options={REPLAY_HOURS.map((one) => ({ value: String(one), label: HOURS[one] }))}
              value={String(hours)}
              onValueChange={(value) => setHours(REPLAY_HOURS.find((one) => String(one) === value) ?? 24)}
            />
          )}
        </Field>
      </FormDialog>
    </>
  );
}
