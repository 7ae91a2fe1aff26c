"use client";

import { useState } from "react";
import { Button } from "../ui/button";
import { Dialog, DialogClose } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

const WORD = "approve";

type TypeToApproveProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  consequence: string;
  onConfirm: () => void;
};

/** For whoever cannot hold a button down: as deliberate, without the hold. */
export function TypeToApprove({ open, onOpenChange, consequence, onConfirm }: TypeToApproveProps) {
  const [text, setText] = useState("");
  const fits = text.trim().toLowerCase() === WORD;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Approve by typing" description={consequence}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!fits) return;
          onOpenChange(false);
          onConfirm();
        }}
      >
        <Field name="confirm" label={`Type “${WORD}” to approve`}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="approve" disabled={!fits}>
            Approve
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
