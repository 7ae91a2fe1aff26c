"use client";

import { useState } from "react";
import type { EndpointDetail } from "@/lib/notifications/types";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { Dialog, DialogClose } from "../ui/dialog";
import { RelativeTime } from "../ui/relative-time";
import { absoluteUtc } from "../ui/time-format";
import { FormSection } from "../upstreams/form/form-section";
import { useNotificationActions } from "./actions";
import { ShownOnce } from "./shown-once";

/** What a webhook's requests are signed with: since when, and another one in its place. */
export function SigningSecret({ endpoint, may }: { endpoint: EndpointDetail; may: Verdict }) {
  const actions = useNotificationActions();
  const { run, pending, refusal } = useRun();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { id, secrets, previousSecretUntil } = endpoint;
  const setAt = secrets[0]?.setAt ?? null;
  const rotate = async () => {
    const done = await run(() => actions.rotate({ id }), "The secret is replaced");
    if (!done) return;
    setAsking(false);
    setSecret(done.secret);
  };
  return (
    <div className="border-t border-line px-4 pb-10 md:px-6">
      <FormSection
        title="Signing secret"
        hint="Each request carries a signature by it, as Standard Webhooks has it."
      >
        <div className="grid justify-items-start gap-2 text-sm text-ink-2">
          <p>
            {setAt ? (
              <>
                Made <RelativeTime at={setAt} />.
              </>
            ) : (
              "None is set."
            )}
          </p>
          {previousSecretUntil && (
            <p>The one before signs as well until {absoluteUtc(Date.parse(previousSecretUntil))}.</p>
          )}
          <Button disabled={!may.ok} title={may.ok ? undefined : may.why} onClick={() => setAsking(true)}>
            Replace the secret…
          </Button>
        </div>
      </FormSection>
      <FormDialog
        open={asking}
        onOpenChange={setAsking}
        title="Replace the signing secret"
        description={
          previousSecretUntil
            ? "The new one is shown once. The one of now signs as well for 24 hours; the one before it ends at once."
            : "The new one is shown once. For 24 hours each request is signed with both, so the receiver changes over without losing one."
        }
        submit="Replace it"
        pending={pending}
        error={refusal?.message}
        onSubmit={() => void rotate()}
      />
      <Dialog
        open={secret !== null}
        onOpenChange={(open) => !open && setSecret(null)}
        title="The new signing secret"
      >
        {secret !== null && <ShownOnce secret={secret} />}
        <div className="mt-4 flex justify-end">
          <DialogClose asChild>
            <Button variant="primary">I have kept it</Button>
          </DialogClose>
        </div>
      </Dialog>
    </div>
  );
}
