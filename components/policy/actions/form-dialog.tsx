"use client";

import type { FormEvent, ReactNode } from "react";
import { Button, type ButtonProps } from "../../ui/button";
import { Dialog, DialogClose } from "../../ui/dialog";
import { FormError } from "../../ui/field";

type FormDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** Verb first: "Publish revision 5". */
  submit: string;
  variant?: ButtonProps["variant"];
  pending: boolean;
  /** Why the server refused, or why it would. */
  error?: string | undefined;
  disabled?: boolean;
  onSubmit: () => void;
  /** Stands where Cancel does once there is nothing left to cancel. */
  closeLabel?: string;
  children?: ReactNode;
  wide?: boolean;
};

/** A dialog that asks for one change: what it does, what it needs, one button. ⌘Enter sends it. */
export function FormDialog({
  open,
  onOpenChange,
  title,
  description,
  submit,
  variant = "primary",
  pending,
  error,
  disabled,
  onSubmit,
  closeLabel = "Cancel",
  children,
  wide,
}: FormDialogProps) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!pending && !disabled) onSubmit();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      {...(wide && { className: "max-w-xl" })}
    >
      <form
        className="grid min-w-0 gap-4"
        onSubmit={send}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
        }}
      >
        {error && <FormError>{error}</FormError>}
        {children}
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose asChild>
            <Button>{closeLabel}</Button>
          </DialogClose>
          <Button type="submit" variant={variant} pending={pending} disabled={disabled}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
