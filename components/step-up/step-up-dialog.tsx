"use client";

import { useState } from "react";
import type { Ways } from "@/lib/identity/types";
import { Button } from "../ui/button";
import { Dialog, DialogClose } from "../ui/dialog";
import type { StepUpActions } from "./actions";
import { ProofForm, type Method } from "./proof-form";

type StepUpDialogProps = {
  open: boolean;
  email: string;
  ways: Ways;
  actions: StepUpActions;
  onProved: () => void;
  onClose: () => void;
};

/** "Is it still you?": by what the person has. Nothing that stands behind it is lost by closing it. */
export function StepUpDialog({ open, email, ways, actions, onProved, onClose }: StepUpDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title="Confirm that it is you"
      description="This needs a proof of who you are that is less than 15 minutes old. What you were doing goes on afterwards."
      className="max-w-sm"
    >
      <Proof email={email} ways={ways} actions={actions} onProved={onProved} />
    </Dialog>
  );
}

function Proof({ email, ways, actions, onProved }: Omit<StepUpDialogProps, "open" | "onClose">) {
  const [method, setMethod] = useState<Method>(ways.code ? "code" : "password");
  if (!ways.code && !ways.password) return <SignInAgain ways={ways} actions={actions} />;
  const other: Method | null = ways.code && ways.password ? (method === "code" ? "password" : "code") : null;
  return (
    <ProofForm
      key={method}
      method={method}
      email={email}
      prove={actions.prove}
      onProved={onProved}
      other={
        other && (
          <Button variant="link" className="-ml-1 h-7 px-1" onClick={() => setMethod(other)}>
            {other === "password" ? "Use your password instead" : "Use your authenticator app instead"}
          </Button>
        )
      }
    />
  );
}

function SignInAgain({ ways, actions }: Pick<StepUpDialogProps, "ways" | "actions">) {
  const [pending, setPending] = useState(false);
  if (!ways.singleSignOn)
    return (
      <p className="text-sm text-ink-2">
        Your account has neither a password nor an authenticator app. Ask an administrator for help.
      </p>
    );
  const leave = () => {
    setPending(true);
    void actions.signInAgain(location.pathname + location.search).catch(() => setPending(false));
  };
  return (
    <>
      <p className="text-sm text-ink-2">
        You sign in with single sign-on, so you prove it there. You come back to this page; what you typed
        here and have not sent is not kept. With an authenticator app you could stay:{" "}
        <a href="/account" className="text-accent underline underline-offset-2">
          set one up
        </a>
        .
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button variant="primary" pending={pending} onClick={leave}>
          Sign in again
        </Button>
      </div>
    </>
  );
}
