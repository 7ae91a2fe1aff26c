"use client";

import { Gauge, Pencil, Plus, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import type { LimitRow, LimitTargets } from "@/lib/limits/types";
import { termsWords, whomWords } from "@/lib/limits/words";
import type { Verdict } from "@/lib/revisions/types";
import { DataTable, type Column } from "../data-table";
import { EmptyState } from "../empty-state";
import { PageHeader } from "../page/page-header";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { SafeText } from "../ui/safe-text";
import type { LimitActions } from "./actions";
import { BucketList } from "./bucket-list";
import { LimitDialog } from "./limit-dialog";

type LimitsViewProps = {
  limits: readonly LimitRow[];
  targets: LimitTargets | null;
  may: Verdict;
  actions: LimitActions;
};

/** `new`: a limit is being written; a limit: that one is being changed. */
type Open = { what: "edit"; limit: LimitRow | null } | { what: "delete"; limit: LimitRow } | null;

/** All limits, how much of each is used and by whom, and everything that can be done with them. */
export function LimitsView({ limits, targets, may, actions }: LimitsViewProps) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const columns: readonly Column<LimitRow>[] = [
    {
      id: "limit",
      header: "Limit",
      width: "minmax(12rem, 1.2fr)",
      cell: (limit) => <Sentence limit={limit} />,
    },
    {
      id: "used",
      header: "Used",
      width: "minmax(0, 1.4fr)",
      from: "md",
      cell: (limit) => <BucketList limit={limit} />,
    },
    {
      id: "actions",
      header: "Change",
      width: "7.5rem",
      align: "end",
      cell: (limit) => (
        <Buttons
          limit={limit}
          may={may}
          actions={actions}
          onEdit={() => setOpen({ what: "edit", limit })}
          onDelete={() => setOpen({ what: "delete", limit })}
        />
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Limits"
        description="How much may be called. A call takes from every limit that applies to it, on all gateways at once; where one is used up it is refused with 429 and the time to wait."
        actions={
          <Button
            variant="primary"
            disabled={!may.ok}
            title={may.ok ? undefined : may.why}
            onClick={() => setOpen({ what: "edit", limit: null })}
          >
            <Plus aria-hidden />
            Add a limit
          </Button>
        }
      />
      {!may.ok && <p className="px-4 pb-3 text-xs text-ink-3 md:px-6">{may.why}</p>}
      <DataTable
        label="Limits"
        columns={columns}
        rows={limits}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={Gauge} title="Nothing is limited">
            Agents may call as often as the policy lets them. A limit of calls a minute for each agent is a
            good first one: it stops a loop before it costs much.
          </EmptyState>
        }
      />
      {open?.what === "edit" && targets && (
        <LimitDialog limit={open.limit} targets={targets} actions={actions} onClose={close} />
      )}
      {open?.what === "delete" && <DeleteDialog limit={open.limit} actions={actions} onClose={close} />}
    </>
  );
}

function Sentence({ limit }: { limit: LimitRow }) {
  return (
    <div className="grid min-w-0 gap-0.5 py-1.5 text-sm">
      <span className="flex flex-wrap items-center gap-x-2 font-medium">
        {termsWords(limit)}
        {!limit.enabled && <Badge tone="outline">Off</Badge>}
      </span>
      <span className="text-ink-2">
        <SafeText oneLine>{whomWords(limit, limit.targetName)}</SafeText>
      </span>
      {limit.note && (
        <span className="text-xs text-ink-3">
          <SafeText oneLine>{limit.note}</SafeText>
        </span>
      )}
      <div className="md:hidden">
        <BucketList limit={limit} />
      </div>
    </div>
  );
}

type ButtonsProps = {
  limit: LimitRow;
  may: Verdict;
  actions: LimitActions;
  onEdit: () => void;
  onDelete: () => void;
};

function Buttons({ limit, may, actions, onEdit, onDelete }: ButtonsProps) {
  const { run, pending } = useRun();
  const { enabled, id: limitId } = limit;
  const name = `${termsWords(limit)}, ${whomWords(limit, limit.targetName)}`;
  const refused = may.ok ? {} : { disabled: true, title: may.why };
  const toggle = () =>
    void run(
      () => actions.update({ limitId, enabled: !enabled }),
      enabled ? "The limit is switched off" : "The limit holds again",
    );
  return (
    <div className="flex gap-0.5">
      <Button
        variant="ghost"
        size="iconSm"
        pending={pending}
        aria-label={`${enabled ? "Switch off" : "Switch on"}: ${name}`}
        title={enabled ? "Switch off" : "Switch on"}
        onClick={toggle}
        {...refused}
      >
        <Power aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="iconSm"
        aria-label={`Edit: ${name}`}
        title="Edit"
        onClick={onEdit}
        {...refused}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="iconSm"
        aria-label={`Delete: ${name}`}
        title="Delete"
        onClick={onDelete}
        {...refused}
      >
        <Trash2 aria-hidden />
      </Button>
    </div>
  );
}

type DeleteDialogProps = { limit: LimitRow; actions: LimitActions; onClose: () => void };

function DeleteDialog({ limit, actions, onClose }: DeleteDialogProps) {
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const done = await run(() => actions.remove({ limitId: limit.id }), "The limit is gone");
    if (done !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Delete the limit"
      description={`${termsWords(limit)}, ${whomWords(limit, limit.targetName)}: calls are no longer held to it, and what was counted is forgotten. To keep the count, switch it off.`}
      submit="Delete"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
