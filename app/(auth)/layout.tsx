import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] bg-canvas">
      <main className="mx-auto grid w-full max-w-[23rem] content-center gap-6 px-5 py-10">
        <Logo className="size-9" />
        {children}
      </main>
      <footer className="px-5 py-5 text-center text-xs text-ink-3">
        AgentGate decides, records and asks before agents act.
      </footer>
    </div>
  );
}
