"use client";

import { CircleAlert } from "lucide-react";
import { Label as RadixLabel } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "./cn";

export type FieldControl = {
  id: string;
  name: string;
  required?: boolean;
  "aria-invalid"?: true;
  "aria-describedby"?: string;
};

type FieldProps = {
  name: string;
  label: string;
  /** What is wrong with what was entered; shown under the control and read out with it. */
  error?: string | undefined;
  hint?: ReactNode;
  required?: boolean;
  className?: string;
  /** Gets the attributes that tie label, hint and error to the control: spread them on it. */
  children: (control: FieldControl) => ReactNode;
};

/** The one grammar of a form row: label, control, then hint or error. */
export function Field({ name, label, error, hint, required, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const control: FieldControl = {
    id,
    name,
    ...(required ? { required } : {}),
    ...(error ? { "aria-invalid": true as const } : {}),
    ...(error || hint ? { "aria-describedby": noteId } : {}),
  };
  return (
    <div className={cn("grid gap-1.5", className)}>
      <Label htmlFor={id}>{label}</Label>
      {children(control)}
      {error ? (
        <p id={noteId} className="flex items-start gap-1.5 text-xs text-deny">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      ) : (
        hint && (
          <p id={noteId} className="text-xs text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export function Label({ className, ...props }: React.ComponentProps<typeof RadixLabel.Root>) {
  return <RadixLabel.Root className={cn("text-sm font-medium text-ink", className)} {...props} />;
}

/** A refusal that belongs to the whole form. `role=alert`, so that it is read when it appears. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex items-start gap-2 rounded-md bg-deny-soft px-3 py-2 text-sm text-deny">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div>{children}</div>
    </div>
  );
}
