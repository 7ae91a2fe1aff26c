"use client";

import type { ComponentProps } from "react";
import { cn } from "../ui/cn";
import { Input } from "../ui/input";

/** For a code of an authenticator app: pasted with a space or not, filled in by the phone, read digit by digit. */
export function CodeInput({ className, ...props }: ComponentProps<"input">) {
  return (
    <Input
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={20}
      className={cn("h-10 max-w-44 font-mono text-lg tracking-[0.25em] md:h-9 md:text-base", className)}
      {...props}
    />
  );
}
