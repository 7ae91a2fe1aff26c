"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import type { ImportReport } from "@/lib/capabilities/types";
import type { UpstreamDetail } from "@/lib/upstreams/types";
import type { Verdict } from "@/lib/revisions/types";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { ConnectionTest } from "../form/connection-test";
import { useUpstreamActions } from "../actions";
import { ImportReportView } from "../openapi/import-report";

type HeaderActionsProps = {
  upstream: Pick<UpstreamDetail, "id" | "name" | "enabled" | "kind">;
  may: Verdict;
  maySync: Verdict;
};

/** What one does with an upstream as a whole. Who may not is told why, on the button itself. */
export function HeaderActions({ upstream, may, maySync }: HeaderActionsProps) {
  const [open, setOpen] = useState<"test" | "sync" | "toggle" | null>(null);
  const close = () => setOpen(null);
  const { enabled, kind } = upstream;
  return (
    <>
      <Button disabled={!may.ok} title={may.ok ? undefined : may.why} onClick={() => setOpen("test")}>
        Test connection
      </Button>
      {kind !== "http" && (
        <Button
          disabled={!maySync.ok}
          title={maySync.ok ? undefined : maySync.why}
          onClick={() => setOpen("sync")}
        >
          Sync tools
        </Button>
      )}
      <Button
        variant={enabled ? "dangerOutline" : "primary"}
        disabled={!may.ok}
        title={may.ok ? undefined : may.why}
        onClick={() => setOpen("toggle")}
      >
        {enabled ? "Disable…" : "Enable…"}
      </Button>
      {open === "test" && (
        <Dialog
          open
          onOpenChange={close}
          title={`Test ${upstream.name}`}
          description="With the settings that are stored. What is typed in the form is tested there."
          className="max-w-2xl"
        >
          <ConnectionTest input={() => ({ id: upstream.id })} about={upstream.id} />
        </Dialog>
      )}
      {open === "sync" && <SyncDialog upstream={upstream} onClose={close} />}
      {open === "toggle" && <ToggleDialog upstream={upstream} onClose={close} />}
    </>
  );
}

type StepProps = { upstream: HeaderActionsProps["upstream"]; onClose: () => void };

function SyncDialog({ upstream, onClose }: StepProps) {
  const actions = useUpstreamActions();
  const { run, pending, refusal } = useRun();
  const [report, setReport] = useState<ImportReport | null>(null);
  const send = async () => {
    const done = await run(() => actions.sync({ id: upstream.id }), "Tools read");
    if (done) setReport(done);
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Sync the tools of ${upstream.name}`}
      description="Reads what it offers now and compares it with the registry: new tools come in unreviewed, changed ones are suspended at once, vanished ones are retired."
      submit={report ? "Sync again" : "Sync now"}
      closeLabel={report ? "Close" : "Cancel"}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
      wide
    >
      {report ? (
        <ImportReportView report={report} />
      ) : (
        pending && (
          <p role="status" className="flex items-center gap-2 text-sm text-ink-2">
            <RefreshCw aria-hidden className="size-4 animate-spin" />
            Reading what it offers…
          </p>
        )
      )}
    </FormDialog>
  );
}

function ToggleDialog({ upstream, onClose }: StepProps) {
  const actions = useUpstreamActions();
  const { run, pending, refusal } = useRun();
  const { id, name, enabled } = upstream;
  const send = async () => {
    const done = await run(
      () => actions.setEnabled({ id, enabled: !enabled }),
      enabled ? `${name} is disabled` : `${name} is enabled`,
    );
    if (done !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={enabled ? `Disable ${name}` : `Enable ${name}`}
      description={
        enabled
          ? "Every new call of its capabilities is refused within a second. Calls that are running are not stopped. Nothing is lost: you can enable it again."
          : "Its active capabilities can be called again, as the policy decides."
      }
      submit={enabled ? "Disable" : "Enable"}
      variant={enabled ? "danger" : "primary"}
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
