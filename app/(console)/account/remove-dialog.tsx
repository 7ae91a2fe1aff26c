"use client";

import { useState } from "react";
import { FormDialog } from "@/components/policy/actions/form-dialog";
import { useRun } from "@/components/policy/actions/use-run";
import { useStepUp } from "@/components/step-up";
import { Button } from "@/components/ui/button";
import { removeAuthenticatorAction } from "./actions";

/** Takes the authenticator app out of use, once the person confirmed both. */
export function RemoveDialog() {
  const { withProof } = useStepUp();
  const { run, pending, refusal, clear } = useRun();
  const [open, setOpen] = useState(false);
  const remove = async () => {
    const done = await run(() => withProof(removed), "Authenticator app removed");
    if (done) setOpen(false);
  };
  return (
    <>
      <Button
        size="sm"
        variant="dangerOutline"
        onClick={() => {
          clear();
          setOpen(true);
        }}
      >
        Remove
      </Button>
      <FormDialog
        open={open}
        onOpenChange={setOpen}
        title="Remove the authenticator app"
        description="None of its codes is good any more. You can set up another afterwards."
        submit="Remove"
        variant="danger"
        pending={pending}
        error={refusal?.message}
        onSubmit={() => void remove()}
      />
    </>
  );
}

/** An answer with something in it, which is how {@link useRun} tells success. */
async function removed() {
  const answer = await removeAuthenticatorAction({});
  return answer.ok ? { ...answer, data: true } : answer;
}
