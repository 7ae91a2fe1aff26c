"use client";

import { useId, useState } from "react";
import { MAX_COMMENT, MIN_DENIAL } from "@/lib/approvals/schemas";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Dialog, DialogClose } from "../ui/dialog";
import { Field, FormError } from "../ui/field";
import { Textarea } from "../ui/input";

const OTHER = "Other";
const PRESETS = ["Wrong target", "Out of scope", "Suspicious input", "Wrong time", OTHER] as const;

type DenyDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pending: boolean;
  error: string | undefined;
  /** How it was settled while one was writing. */
  settled: string | undefined;
  onDeny: (comment: string) => void;
};

export function DenyDialog({ open, onOpenChange, pending, error, settled, onDeny }: DenyDialogProps) {
  const [preset, setPreset] = useState<string>();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<string>();
  const group = useId();
  const submit = () => {
    const comment = reason(preset, text.trim());
    if (comment.length < MIN_DENIAL) {
      return setMissing(preset === OTHER || !preset ? "Say why: choose a reason or write one." : undefined);
    }
    setMissing(undefined);
    onDeny(comment);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Deny this call"
      description="The call will not run, whatever others have said. The agent is told your reason."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && !settled) submit();
        }}
      >
        {settled && (
          <FormError>This was {settled} in the meantime, so there is nothing left to deny.</FormError>
        )}
        {error && !settled && <FormError>{error}</FormError>}
        <fieldset className="grid gap-1.5">
          <legend className="mb-1.5 text-sm font-medium">Reason</legend>
          <div className="flex flex-wrap gap-1.5">
            {PRESETS.map((name) => (
              <label
                key={name}
                className={cn(
                  "flex h-8 cursor-pointer items-center rounded-full border border-line-control/70 px-3 text-sm hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
                  preset === name && "border-primary bg-primary text-ink-inverse hover:bg-primary",
                )}
              >
                <input
                  type="radio"
                  name={group}
                  className="sr-only"
                  checked={preset === name}
                  onChange={() => setPreset(name)}
                />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
        <Field
          name="comment"
          label={preset === OTHER ? "What is wrong" : "Anything to add"}
          error={missing}
          hint="The agent reads this. Don't write secrets here."
        >
          {(control) => (
            <Textarea
              {...control}
              value={text}
              // Leaves room for the preset in front.
              maxLength={MAX_COMMENT - 50}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey))
                  event.currentTarget.form?.requestSubmit();
              }}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="danger" pending={pending} disabled={settled !== undefined}>
            Deny call
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function reason(preset: string | undefined, text: string): string {
  if (!preset || preset === OTHER) return text;
  return text ? `${preset}: ${text}` : preset;
}
