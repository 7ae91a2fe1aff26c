"use client";

import { useEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { Button } from "../ui/button";

/** How long a dangerous approval is held, in milliseconds. */
const HOLD_MS = 1_500;
/** Progress in steps, so that it is seen without motion as well. */
const STEPS = 12;

type HoldButtonProps = {
  label: string;
  pending: boolean;
  disabled: boolean;
  describedBy?: string | undefined;
  onHeld: () => void;
  /** A short press, or one that a device made which cannot hold: the other way to confirm is offered. */
  onShort: () => void;
  ref?: Ref<HTMLButtonElement>;
};

/** Acts when it was held down long enough, by pointer or by the space bar. Enter does nothing, on purpose. */
export function HoldButton({ label, pending, disabled, describedBy, onHeld, onShort, ref }: HoldButtonProps) {
  const [step, setStep] = useState(0);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  const held = useRef(false);
  useEffect(() => () => clearInterval(timer.current), []);

  const stop = () => {
    clearInterval(timer.current);
    timer.current = undefined;
    setStep(0);
  };
  const start = () => {
    if (pending || disabled || timer.current) return;
    const from = performance.now();
    held.current = false;
    timer.current = setInterval(
      () => {
        const done = Math.floor(((performance.now() - from) / HOLD_MS) * STEPS);
        setStep(Math.min(done, STEPS));
        if (done < STEPS) return;
        stop();
        held.current = true;
        onHeld();
      },
      HOLD_MS / STEPS / 2,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === " " && !event.repeat) start();
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key !== " ") return;
    event.preventDefault();
    if (timer.current) onShort();
    stop();
  };
  const onClick = () => {
    // Comes after a pointer was let go, and alone from voice control or a screen reader.
    if (!held.current) onShort();
    held.current = false;
  };
  return (
    <Button
      ref={ref}
      variant="approve"
      size="lg"
      pending={pending}
      disabled={disabled}
      aria-describedby={describedBy}
      onPointerDown={(event) => event.button === 0 && start()}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onBlur={stop}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onClick={onClick}
      className="relative min-w-44 touch-none overflow-hidden max-sm:order-3 max-sm:h-12 max-sm:basis-full"
    >
      <span
        aria-hidden
        className="absolute inset-y-0 left-0 bg-[oklch(0_0_0/0.28)]"
        style={{ width: `${(step / STEPS) * 100}%` }}
      />
      <span className="relative">{step > 0 ? "Keep holding…" : label}</span>
    </Button>
  );
}
