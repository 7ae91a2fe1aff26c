"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { signInAction, singleSignOnAction } from "./actions";

export function LoginForm({
  next,
  singleSignOn,
  message,
}: {
  next: string;
  singleSignOn: boolean;
  message: string | undefined;
}) {
  const [state, submit, pending] = useActionState(signInAction, message ? { message } : {});
  return (
    <div className="grid gap-5">
      <h1 className="text-xl font-semibold tracking-tight">Sign in to AgentGate</h1>
      {state.message && !pending && <FormError>{state.message}</FormError>}
      <form action={submit} className="grid gap-4">
        <input type="hidden" name="next" value={next} />
        <Field name="email" label="E-mail" required>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="username"
              autoFocus
              defaultValue={state.email}
              className="h-10 md:h-9"
            />
          )}
        </Field>
        <Field name="password" label="Password" required>
          {(control) => (
            <Input {...control} type="password" autoComplete="current-password" className="h-10 md:h-9" />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" pending={pending}>
          {pending ? "Signing in" : "Sign in"}
        </Button>
      </form>
      {singleSignOn && (
        <form action={singleSignOnAction} className="grid gap-4">
          <input type="hidden" name="next" value={next} />
          <div className="flex items-center gap-3 text-xs text-ink-3">
            <span className="h-px flex-1 bg-line" />
            or
            <span className="h-px flex-1 bg-line" />
          </div>
          <Button type="submit" size="lg">
            Continue with single sign-on
          </Button>
        </form>
      )}
    </div>
  );
}
