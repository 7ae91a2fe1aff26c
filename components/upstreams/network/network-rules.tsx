"use client";

import { Network, Trash2 } from "lucide-react";
import { useState } from "react";
import type { NetworkRuleRow } from "@/lib/outbound/types";
import type { Verdict } from "@/lib/revisions/types";
import { DataTable, type Column } from "../../data-table";
import { EmptyState } from "../../empty-state";
import { FormDialog } from "../../policy/actions/form-dialog";
import { useRun } from "../../policy/actions/use-run";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/field";
import { RelativeTime } from "../../ui/relative-time";
import { useUpstreamActions } from "../actions";
import { TextField } from "../form/inputs";

type NetworkRulesProps = { rules: readonly NetworkRuleRow[]; may: Verdict };

/** Private ranges that upstreams may be in: one line to add one, a list to remove from. */
export function NetworkRules({ rules, may }: NetworkRulesProps) {
  const [removing, setRemoving] = useState<NetworkRuleRow | null>(null);
  const columns: readonly Column<NetworkRuleRow>[] = [
    {
      id: "cidr",
      header: "Range",
      width: "minmax(8rem, 1fr)",
      cell: ({ cidr }) => <code className="truncate font-mono text-xs">{cidr}</code>,
    },
    {
      id: "note",
      header: "What is there",
      width: "minmax(0, 2fr)",
      cell: ({ note }) => (
        <span className="min-w-0 truncate text-ink-2" title={note}>
          {note || "—"}
        </span>
      ),
    },
    {
      id: "created",
      header: "Added",
      width: "7rem",
      from: "md",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-ink-3" />,
    },
    {
      id: "remove",
      header: "Remove",
      width: "4.5rem",
      align: "end",
      cell: (rule) => (
        <Button
          variant="ghost"
          size="iconSm"
          aria-label={`Remove ${rule.cidr}`}
          disabled={!may.ok}
          title={may.ok ? undefined : may.why}
          onClick={() => setRemoving(rule)}
        >
          <Trash2 aria-hidden />
        </Button>
      ),
    },
  ];
  return (
    <>
      <AddRule may={may} />
      <DataTable
        label="Permitted private ranges"
        columns={columns}
        rows={rules}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={Network} title="No private range is permitted">
            Upstreams can be at public addresses only. Add the range of a server in your own network before
            you set it up.
          </EmptyState>
        }
      />
      {removing && <RemoveDialog rule={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function AddRule({ may }: { may: Verdict }) {
  const actions = useUpstreamActions();
  const { run, pending, refusal } = useRun();
  const [cidr, setCidr] = useState("");
  const [note, setNote] = useState("");
  const faults = refusal?.fieldErrors ?? {};
  const send = async () => {
    const added = await run(
      () => actions.addRule({ cidr: cidr.trim(), note: note.trim() }),
      `${cidr.trim()} is permitted`,
    );
    if (added === null) return;
    setCidr("");
    setNote("");
  };
  if (!may.ok) return <p className="px-4 pb-4 text-xs text-ink-3 md:px-6">{may.why}</p>;
  const apart = refusal && !faults.cidr && !faults.note;
  return (
    <form
      noValidate
      className="grid gap-3 px-4 pb-4 md:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && cidr.trim() !== "") void send();
      }}
    >
      {apart && <FormError>{refusal.message}</FormError>}
      <div className="grid max-w-3xl items-start gap-3 sm:grid-cols-[14rem_minmax(0,1fr)_auto]">
        <TextField
          name="cidr"
          label="Range"
          value={cidr}
          error={faults.cidr}
          hint="In CIDR notation, as small as possible."
          placeholder="10.20.0.0/16"
          maxLength={64}
          code
          required
          onChange={setCidr}
        />
        <TextField
          name="note"
          label="What is there (optional)"
          value={note}
          error={faults.note}
          maxLength={200}
          onChange={setNote}
        />
        <Button
          type="submit"
          variant="primary"
          pending={pending}
          disabled={cidr.trim() === ""}
          className="h-9 sm:mt-6.5 md:h-8"
        >
          Permit
        </Button>
      </div>
    </form>
  );
}

function RemoveDialog({ rule, onClose }: { rule: NetworkRuleRow; onClose: () => void }) {
  const actions = useUpstreamActions();
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const done = await run(() => actions.removeRule({ id: rule.id }), `${rule.cidr} is no longer permitted`);
    if (done !== null) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Remove ${rule.cidr}`}
      description="Upstreams in this range can no longer be reached: new connections are refused at once, and calls of their capabilities fail."
      submit="Remove"
      variant="danger"
      pending={pending}
      error={refusal?.message}
      onSubmit={() => void send()}
    />
  );
}
