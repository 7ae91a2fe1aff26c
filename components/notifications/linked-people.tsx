"use client";

import { useState } from "react";
import type { EndpointDetail } from "@/lib/notifications/types";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { RelativeTime } from "../ui/relative-time";
import { FormSection } from "../upstreams/form/form-section";
import { useNotificationActions } from "./actions";

type Linked = EndpointDetail["linked"][number];

/** Of a Slack endpoint with buttons: where Slack sends what people press, and whose accounts those are. */
export function LinkedPeople({ endpoint, may }: { endpoint: EndpointDetail; may: Verdict }) {
  const [ending, setEnding] = useState<Linked | null>(null);
  const { linked, interactionsUrl } = endpoint;
  return (
    <div className="border-t border-line px-4 pb-10 md:px-6">
      <FormSection title="Buttons" hint="Enter this address in the Slack app, under interactivity.">
        <CodeBlock code={interactionsUrl ?? ""} label="interactivity address" wrap />
      </FormSection>
      <FormSection
        title="Linked people"
        hint="Who may decide from Slack. Each has linked their own account, signed in here."
      >
        {linked.length === 0 ? (
          <p className="text-sm text-ink-3">
            Nobody yet. Whoever presses a button in Slack is led to where they link their account.
          </p>
        ) : (
          <ul className="overflow-hidden rounded-md border border-line">
            {linked.map((one) => (
              <li
                key={one.id}
                className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 text-sm last:border-b-0"
              >
                <span className="min-w-0 flex-1">
                  <span className="font-medium wrap-anywhere">{one.userName}</span>{" "}
                  <span className="font-mono text-xs text-ink-3">
                    {one.slackUserId} in {one.slackTeamId}
                  </span>
                </span>
                <RelativeTime at={one.createdAt} className="text-xs text-ink-3" />
                <Button
                  size="sm"
                  variant="dangerOutline"
                  disabled={!may.ok}
                  title={may.ok ? undefined : may.why}
                  aria-label={`Unlink ${one.userName}`}
                  onClick={() => setEnding(one)}
                >
                  Unlink…
                </Button>
              </li>
            ))}
          </ul>
        )}
      </FormSection>
      {ending && <UnlinkDialog linked={ending} onClose={() => setEnding(null)} />}
    </div>
  );
}

function UnlinkDialog({ linked: { id, userName }, onClose }: { linked: Linked; onClose: () => void }) {
  const actions = useNotificationActions();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    if ((await run(() => actions.unlink({ id }), `${userName} is unlinked`)) !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Unlink ${userName}`}
      description="What is pressed from this Slack account decides nothing any more, until they link it again."
      submit="Unlink"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
