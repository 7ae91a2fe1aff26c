"use client";

import { useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import type { ActionResult } from "@/lib/web/types";
import { goToSignIn } from "../providers/query-provider";
import { untilRenewed } from "../shell/keep-alive";
import { Button } from "../ui/button";
import { DialogClose } from "../ui/dialog";
import { Field, FormError } from "../ui/field";
import { Input } from "../ui/input";
import { CodeInput } from "./code-input";
import type { StepUpActions } from "./actions";

export type Method = "password" | "code";

type ProofFormProps = {
  method: Method;
  email: string;
  prove: StepUpActions["prove"];
  onProved: () => void;
  /** The way to the other method, where there is one. */
  other: ReactNode;
};

type Refusal = { message: string; field: boolean };

export function ProofForm({ method, email, prove, onProved, other }: ProofFormProps) {
  const [text, setText] = useState("");
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const send = async () => {
    setPending(true);
    setRefusal(null);
    // A renewal that answers after us would put the old session back.
    await untilRenewed();
    const proof = method === "code" ? { method, code: text } : { method, password: text };
    const answer = await prove(proof).catch(unreachable);
    if (answer.ok) return onProved();
    if (answer.code === "UNAUTHENTICATED") return goToSignIn();
    setPending(false);
    const wrong = answer.fieldErrors?.[method];
    setRefusal({ message: wrong ?? answer.message, field: wrong !== undefined });
    if (wrong !== undefined) setText("");
    input.current?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What asked may stand in a form of its own.
    event.stopPropagation();
    if (!pending && text !== "") void send();
  };
  const shared = {
    ref: input,
    value: text,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    // Who held the space bar to approve still holds it when this opens.
    onKeyDown: (event: KeyboardEvent) => {
      if (event.repeat && event.key === " ") event.preventDefault();
    },
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      {refusal && !refusal.field && <FormError>{refusal.message}</FormError>}
      {/* Password managers look for whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field
        name={method}
        label={method === "code" ? "Code" : "Password"}
        error={refusal?.field ? refusal.message : undefined}
        hint={
          method === "code"
            ? "The six digits that your authenticator app shows now. Each code is good once."
            : `The one you sign in with as ${email}.`
        }
        required
      >
        {(control) =>
          method === "code" ? (
            <CodeInput {...control} {...shared} />
          ) : (
            <Input
              {...control}
              {...shared}
              type="password"
              autoComplete="current-password"
              maxLength={1_024}
            />
          )
        }
      </Field>
      <p role="status" className="sr-only">
        {refusal?.field ? refusal.message : ""}
      </p>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {other && <div className="mr-auto">{other}</div>}
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending} disabled={text === ""}>
          Confirm
        </Button>
      </div>
    </form>
  );
}

function unreachable(): Extract<ActionResult<never>, { ok: false }> {
  return { ok: false, code: "INTERNAL", message: "The server did not answer. Try again.", requestId: "" };
}
