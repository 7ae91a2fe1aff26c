import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] bg-canvas bg-[radial-gradient(var(--line)_1px,transparent_1px)] bg-size-[20px_20px]">
      <main className="mx-auto grid w-full max-w-[25rem] content-center px-4 py-10">
        <div className="grid gap-5 rounded-xl border border-line bg-surface p-6 shadow-md sm:p-8">
          <Logo className="size-9" />
          {children}
        </div>
      </main>
      <footer className="px-5 py-5 text-center text-xs text-ink-3">
        Every call of every agent: decided, recorded, and asked about where it matters.
      </footer>
    </div>
  );
}
