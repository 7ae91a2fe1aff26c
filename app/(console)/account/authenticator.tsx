"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Panel } from "@/components/page/panel";
import { useStepUp } from "@/components/step-up";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { Enrolment } from "@/lib/identity/types";
import { beginAuthenticatorAction } from "./actions";
import { EnrolmentForm } from "./enrolment-form";
import { RemoveDialog } from "./remove-dialog";

/** The authenticator app: none, being set up, or in use since. */
export function Authenticator({ since }: { since: string | null }) {
  const router = useRouter();
  const { withProof } = useStepUp();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();

  const begin = async () => {
    setPending(true);
    setError(undefined);
    const answer = await withProof(() => beginAuthenticatorAction({})).catch(() => null);
    setPending(false);
    if (answer?.ok) setEnrolment(answer.data);
    else if (answer?.code !== "STEP_UP_REQUIRED")
      setError(answer?.message ?? "The server did not answer. Try again.");
  };
  const done = () => {
    setEnrolment(null);
    toast.success("Authenticator app in use");
    router.refresh();
  };

  const idle = since === null && enrolment === null;
  return (
    <Panel
      title="Authenticator app"
      actions={
        <>
          {idle && (
            <Button size="sm" pending={pending} onClick={() => void begin()}>
              Set up
            </Button>
          )}
          {since !== null && <RemoveDialog />}
        </>
      }
    >
      <div className="grid gap-4 text-sm">
        {error && <FormError>{error}</FormError>}
        {enrolment ? (
          <EnrolmentForm enrolment={enrolment} onDone={done} onCancel={() => setEnrolment(null)} />
        ) : since === null ? (
          <p className="text-ink-3">
            Not set up. With an app that shows a new code every 30 seconds you can prove who you are without
            your password, also where you sign in with single sign-on.
          </p>
        ) : (
          <p>
            In use since <RelativeTime at={since} />.
          </p>
        )}
      </div>
    </Panel>
  );
}
