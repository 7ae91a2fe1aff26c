"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ActionResult } from "@/lib/web/types";
import { Facts } from "../page/facts";
import { useStepUp } from "../step-up";
import { Button } from "../ui/button";
import { FormError } from "../ui/field";
import { SafeText } from "../ui/safe-text";

type LinkSlackProps = {
  token: string;
  account: { teamId: string; userId: string; name: string; endpoint: string };
  person: { name: string; tenant: string };
  link: (input: { token: string }) => Promise<ActionResult<unknown>>;
};

/** Where a person says that a Slack account is theirs. Says plainly what that account may do then. */
export function LinkSlack({ token, account, person, link }: LinkSlackProps) {
  const { withProof } = useStepUp();
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [linked, setLinked] = useState(false);
  // Not useRun, which reads the page anew: it would say that the link is used up.
  const send = async () => {
    setPending(true);
    setRefusal(null);
    const answer = await withProof(() => link({ token })).catch(() => null);
    setPending(false);
    if (answer?.ok) setLinked(true);
    else setRefusal(answer?.message ?? "The server did not answer. Press the button in Slack again to see.");
  };
  if (linked) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-allow" />
        Your account is linked. Go back to Slack and press the button again.
      </p>
    );
  }
  return (
    <div className="grid max-w-xl gap-4">
      <Facts
        facts={[
          { term: "Slack account", value: <span className="font-mono text-xs">{account.userId}</span> },
          { term: "Called there", value: <SafeText oneLine>{account.name}</SafeText> },
          { term: "Workspace", value: <span className="font-mono text-xs">{account.teamId}</span> },
          { term: "For messages of", value: account.endpoint },
          { term: "Decides as", value: `${person.name}, in ${person.tenant}` },
        ]}
      />
      <p className="flex items-start gap-2 rounded-md bg-hold-soft px-3 py-2 text-sm text-hold">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          Confirm only if you pressed a button in Slack just now, and this is your account. Whoever uses it
          decides in your name. If somebody sent you this link, leave.
        </span>
      </p>
      {refusal && <FormError>{refusal}</FormError>}
      <Button
        variant="primary"
        className="justify-self-start"
        pending={pending}
        disabled={pending}
        onClick={() => void send()}
      >
        This account is mine
      </Button>
    </div>
  );
}
