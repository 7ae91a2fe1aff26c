"use client";

import { useState, type FormEvent } from "react";
import { useStepUp } from "@/components/step-up";
import { CodeInput } from "@/components/step-up/code-input";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, FormError } from "@/components/ui/field";
import type { Enrolment } from "@/lib/identity/types";
import { confirmAuthenticatorAction } from "./actions";

type EnrolmentFormProps = { enrolment: Enrolment; onDone: () => void; onCancel: () => void };

/** Shows the secret, once, and asks for a code that proves that the app has it. */
export function EnrolmentForm({ enrolment: { secret, address, qr }, onDone, onCancel }: EnrolmentFormProps) {
  const { withProof } = useStepUp();
  const [code, setCode] = useState("");
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<{ message: string; field: boolean } | null>(null);

  const send = async () => {
    setPending(true);
    setRefusal(null);
    const answer = await withProof(() => confirmAuthenticatorAction({ code })).catch(() => null);
    setPending(false);
    if (answer?.ok) return onDone();
    if (answer?.code === "STEP_UP_REQUIRED") return;
    const wrong = answer?.fieldErrors?.code;
    setRefusal({
      message: wrong ?? answer?.message ?? "The server did not answer. Try again.",
      field: wrong !== undefined,
    });
    if (wrong !== undefined) setCode("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending && code !== "") void send();
  };
  return (
    <form className="grid gap-5 sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-6" onSubmit={submit}>
      <svg
        role="img"
        aria-label="QR code of the key that stands beside it"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        shapeRendering="crispEdges"
        className="size-48 rounded-md border border-line bg-[white]"
      >
        <path d={qr.path} fill="black" />
      </svg>
      <div className="grid content-start gap-4">
        <div className="grid gap-1">
          <p className="font-medium">1. Scan this with your authenticator app</p>
          <p className="text-ink-3">
            Or{" "}
            <a href={address} className="text-accent underline underline-offset-2">
              open it in an app on this device
            </a>
            , or enter this key there. It is shown only now; treat it like a password.
          </p>
          <p className="flex items-center gap-1">
            <code aria-label="Key" className="font-mono text-xs wrap-anywhere select-all">
              {grouped(secret)}
            </code>
            <CopyButton text={secret} label="Copy the key" />
          </p>
        </div>
        <div className="grid gap-2">
          <p className="font-medium">2. Enter the code that the app shows</p>
          {refusal && !refusal.field && <FormError>{refusal.message}</FormError>}
          <Field name="code" label="Code" error={refusal?.field ? refusal.message : undefined} required>
            {(control) => (
              <CodeInput
                {...control}
                value={code}
                onChange={(event) => setCode(event.target.value)}
                autoFocus
              />
            )}
          </Field>
          <p role="status" className="sr-only">
            {refusal?.field ? refusal.message : ""}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" pending={pending} disabled={code === ""}>
            Turn on
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
      </div>
    </form>
  );
}

/** In fours, as people read it out and type it. */
function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}
