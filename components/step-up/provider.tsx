"use client";

import { useRouter } from "next/navigation";
import { useMemo, useRef, useState, type ReactNode } from "react";
import type { Ways } from "@/lib/identity/types";
import type { StepUpActions } from "./actions";
import { StepUpDialog } from "./step-up-dialog";
import { StepUpContext, type StepUp } from "./use-step-up";

type StepUpProviderProps = { email: string; ways: Ways; actions: StepUpActions; children: ReactNode };
type Asked = { answer: Promise<boolean>; settle: (proved: boolean) => void };

/** The one dialog in which people prove again who they are; whoever asks while it is open gets the same answer. */
export function StepUpProvider({ email, ways, actions, children }: StepUpProviderProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const asked = useRef<Asked | null>(null);

  const stepUp = useMemo<StepUp>(() => {
    const ask = () => {
      asked.current ??= pendingAnswer();
      setOpen(true);
      return asked.current.answer;
    };
    const withProof: StepUp["withProof"] = async (send) => {
      const answer = await send();
      if (answer.ok || answer.code !== "STEP_UP_REQUIRED") return answer;
      return (await ask()) ? send() : answer;
    };
    return { ask, withProof };
  }, []);

  const settle = (proved: boolean) => {
    asked.current?.settle(proved);
    asked.current = null;
    setOpen(false);
    if (proved) router.refresh();
  };

  return (
    <StepUpContext value={stepUp}>
      {children}
      <StepUpDialog
        open={open}
        email={email}
        ways={ways}
        actions={actions}
        onProved={() => settle(true)}
        onClose={() => settle(false)}
      />
    </StepUpContext>
  );
}

function pendingAnswer(): Asked {
  let settle: Asked["settle"] = () => undefined;
  const answer = new Promise<boolean>((resolve) => (settle = resolve));
  return { answer, settle };
}
