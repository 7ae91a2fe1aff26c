"use client";

import { Toaster as Sonner, toast } from "sonner";

export { toast };

export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      offset={{ bottom: "1rem", right: "1rem" }}
      mobileOffset={{ bottom: "calc(var(--tabbar-h) + 0.75rem)" }}
      closeButton
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "group flex w-full items-start gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-3 text-sm text-ink shadow-lg sm:w-90",
          title: "font-medium",
          description: "mt-0.5 text-ink-2 wrap-anywhere",
          icon: "mt-0.5 [&_svg]:size-4",
          success: "[&_[data-icon]]:text-allow",
          error: "[&_[data-icon]]:text-deny",
          warning: "[&_[data-icon]]:text-hold",
          actionButton:
            "ml-auto shrink-0 rounded-sm px-2 py-0.5 text-sm font-medium text-accent hover:bg-hover",
          closeButton:
            "absolute top-2 right-2 grid size-6 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink [&_svg]:size-3.5",
        },
      }}
    />
  );
}
