"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const itemClass =
  "relative flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm text-ink outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3";

type DropdownProps = { trigger: ReactNode; children: ReactNode; align?: "start" | "end"; className?: string };

export function Dropdown({ trigger, children, align = "end", className }: DropdownProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={5}
          collisionPadding={8}
          className={cn(
            "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-in overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-md",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DropdownItem({ className, ...props }: ComponentProps<typeof Radix.Item>) {
  return <Radix.Item className={cn(itemClass, className)} {...props} />;
}

export function DropdownLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn("px-2 pt-1.5 pb-1 text-xs text-ink-3", className)} {...props} />;
}

export function DropdownSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}

type Choice = { value: string; label: ReactNode; icon?: ReactNode };

/** One of several, the current one checked. */
export function DropdownChoices({
  value,
  onChange,
  choices,
}: {
  value: string;
  onChange: (value: string) => void;
  choices: readonly Choice[];
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {choices.map((choice) => (
        <Radix.RadioItem key={choice.value} value={choice.value} className={itemClass}>
          {choice.icon}
          <span className="min-w-0 flex-1 truncate">{choice.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** One of many that can be on together; stays open, so that several can be set in one go. */
export function DropdownCheck({ className, children, ...props }: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem
      className={cn(itemClass, className)}
      onSelect={(event) => event.preventDefault()}
      {...props}
    >
      <span
        aria-hidden
        className={cn(
          "grid size-4 place-items-center rounded-xs border border-line-control",
          props.checked && "border-primary bg-primary",
        )}
      >
        {props.checked && <Check className="size-3! text-ink-inverse!" strokeWidth={3} />}
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}
