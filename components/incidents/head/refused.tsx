"use client";

import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";

type RefusedProps = { refusal: { code: string; message: string } | null; onClose: () => void };

/** A change that did not happen, for buttons without a form: said until it is read, never silently undone. */
export function Refused({ refusal, onClose }: RefusedProps) {
  return (
    <Dialog
      open={refusal !== null}
      onOpenChange={onClose}
      title={refusal?.code === "CONFLICT" ? "Somebody else was here" : "Not changed"}
      description={refusal?.message}
      footer={
        <Button variant="primary" onClick={onClose}>
          Understood
        </Button>
      }
    />
  );
}
