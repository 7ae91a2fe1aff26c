"use client";

import { useState } from "react";

/**
 * What a field shows while it is typed in: the text as typed, as long as it still means `value`; else `value`.
 * So a line's end or a space can be typed that the document doesn't keep.
 */
export function useTyped(
  value: string,
  meaning: (typed: string) => string,
  onChange: (value: string) => void,
): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const change = (text: string) => {
    setTyped(text);
    onChange(meaning(text));
  };
  return [meaning(typed) === value ? typed : value, change];
}

export function withoutLastBreaks(text: string): string {
  return text.replace(/\n+$/, "");
}
