"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { Button } from "../../ui/button";

type ItemButtonsProps = {
  /** What they are about, e.g. "step Review". */
  what: string;
  at: number;
  of: number;
  onMove: (to: number) => void;
  onRemove: () => void;
};

/** Up, down, away. At an end a button stays in the order of tabbing, so that the focus isn't lost by moving there. */
export function ItemButtons({ what, at, of, onMove, onRemove }: ItemButtonsProps) {
  const move = (to: number) => ({
    "aria-disabled": to < 0 || to >= of || undefined,
    onClick: () => to >= 0 && to < of && onMove(to),
  });
  return (
    <span className="flex gap-1">
      <Button size="iconSm" variant="ghost" aria-label={`Move ${what} up`} title="Move up" {...move(at - 1)}>
        <ArrowUp aria-hidden />
      </Button>
      <Button
        size="iconSm"
        variant="ghost"
        aria-label={`Move ${what} down`}
        title="Move down"
        {...move(at + 1)}
      >
        <ArrowDown aria-hidden />
      </Button>
      <Button
        size="iconSm"
        variant="ghost"
        aria-label={`Remove ${what}`}
        title={of === 1 ? "The last one has to stay" : "Remove"}
        aria-disabled={of === 1 || undefined}
        onClick={() => of > 1 && onRemove()}
      >
        <Trash2 aria-hidden />
      </Button>
    </span>
  );
}
