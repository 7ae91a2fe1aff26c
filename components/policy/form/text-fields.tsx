"use client";

import type { ComponentProps } from "react";
import { Input, Textarea } from "../../ui/input";
import { useTyped, withoutLastBreaks } from "./use-typed";

type Typed = { value: string; onText: (value: string) => void };

/** One line of the document; a line's end in it would be lost on a reader. */
export function TextInput({ value, onText, ...props }: Typed & Omit<ComponentProps<typeof Input>, "value">) {
  const [shown, change] = useTyped(value, (typed) => typed.trim(), onText);
  return <Input {...props} value={shown} onChange={(event) => change(event.target.value)} />;
}

/** Some lines of the document, without the line's ends after the last. */
export function TextArea({
  value,
  onText,
  ...props
}: Typed & Omit<ComponentProps<typeof Textarea>, "value">) {
  const [shown, change] = useTyped(value, withoutLastBreaks, onText);
  return <Textarea {...props} value={shown} onChange={(event) => change(event.target.value)} />;
}
