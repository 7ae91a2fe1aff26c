"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button";

/** Copies text, and says so for two seconds (to screen readers as well). */
export function CopyButton({
  text,
  label,
  size = "iconSm",
  ...props
}: { text: string; label: string } & Omit<ButtonProps, "children" | "onClick">) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <Button
      variant="ghost"
      size={size}
      aria-label={copied ? "Copied" : label}
      title={label}
      onClick={copy}
      {...props}
    >
      {copied ? <Check aria-hidden className="text-allow" /> : <Copy aria-hidden />}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}
