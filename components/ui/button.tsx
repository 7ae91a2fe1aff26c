import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const buttonVariants = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors duration-100 select-none disabled:opacity-50 aria-disabled:opacity-50 aria-disabled:cursor-not-allowed [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-ink-inverse shadow-xs hover:bg-primary-hover",
        secondary: "border border-line-strong bg-raised text-ink shadow-xs hover:bg-sunken active:bg-sunken",
        ghost: "text-ink-2 hover:bg-hover hover:text-ink active:bg-active",
        approve:
          "bg-[light-dark(oklch(0.48_0.125_155),oklch(0.76_0.15_155))] text-ink-inverse shadow-xs hover:opacity-90",
        danger:
          "bg-[light-dark(oklch(0.53_0.2_25),oklch(0.72_0.17_23))] text-ink-inverse shadow-xs hover:opacity-90",
        dangerOutline: "border border-line-strong bg-raised text-deny shadow-xs hover:bg-deny-soft",
        link: "text-accent underline-offset-2 hover:underline",
      },
      size: {
        sm: "h-7 px-2.5 text-xs [&_svg]:size-3.5",
        md: "h-8 px-3 text-sm [&_svg]:size-4",
        lg: "h-10 px-4 text-base [&_svg]:size-4",
        icon: "size-8 [&_svg]:size-4",
        iconSm: "size-7 [&_svg]:size-3.5",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonVariants> & {
    /** Renders the child (a link, usually) with the button's looks. */
    asChild?: boolean;
    /** Shows a spinner and refuses clicks, and keeps the button's width and focus. */
    pending?: boolean;
  };

/** `type` is "button" unless said otherwise, so that no button submits a form by accident. */
export function Button({
  className,
  variant,
  size,
  asChild,
  pending,
  children,
  onClick,
  ...props
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {pending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
