"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn";
import type { FieldControl } from "./field";
import { controlClass } from "./input";

export type SelectOption = { value: string; label: string; hint?: string };

type SelectProps = Partial<FieldControl> & {
  options: readonly SelectOption[];
  value?: string;
  defaultValue?: string;
  placeholder?: string;
  onValueChange?: (value: string) => void;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
};

export function Select({
  options,
  value,
  defaultValue,
  placeholder,
  onValueChange,
  disabled,
  className,
  id,
  name,
  required,
  ...aria
}: SelectProps) {
  const rootProps = {
    ...(value !== undefined && { value }),
    ...(defaultValue !== undefined && { defaultValue }),
    ...(onValueChange && { onValueChange }),
    ...(name !== undefined && { name }),
    ...(required !== undefined && { required }),
    ...(disabled !== undefined && { disabled }),
  };
  return (
    <Radix.Root {...rootProps}>
      <Radix.Trigger
        id={id}
        className={cn(
          controlClass,
          "flex h-9 items-center justify-between gap-2 text-left md:h-8",
          className,
        )}
        {...aria}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-in overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-md"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="relative flex h-8 cursor-default items-center gap-2 rounded-sm pr-3 pl-7 text-sm outline-none select-none data-highlighted:bg-hover"
              >
                <Radix.ItemIndicator className="absolute left-2">
                  <Check aria-hidden className="size-3.5" />
                </Radix.ItemIndicator>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint && <span className="ml-auto text-xs text-ink-3">{option.hint}</span>}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
