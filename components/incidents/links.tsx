"use client";

import { Link2, Plus, X } from "lucide-react";
import type { Route } from "next";
import { useState } from "react";
import { LINK_KINDS, type LinkKind } from "@/lib/incidents/schemas";
import type { IncidentLinkRow } from "@/lib/incidents/types";
import { Panel } from "../page/panel";
import { FormDialog } from "../policy/actions/form-dialog";
import { useRun } from "../policy/actions/use-run";
import { Button } from "../ui/button";
import { shortId } from "../ui/copy-id";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Link } from "../ui/link";
import { SafeText } from "../ui/safe-text";
import { Select } from "../ui/select";
import { useIncident } from "./context";
import { Refused } from "./head/refused";

const KINDS: Readonly<Record<LinkKind, string>> = {
  session: "Session",
  agent: "Agent",
  capability: "Capability",
  call: "Call",
  approval: "Approval",
  revision: "Policy revision",
  switch: "Kill switch",
  alert: "Alert",
  incident: "Incident",
};

/** What else the incident is about; each of these leads back here. */
export function Links() {
  const { incident, manage } = useIncident();
  const [adding, setAdding] = useState(false);
  const { links, sessionId, agentName, alert } = incident;
  return (
    <Panel
      title="Related"
      actions={
        manage.ok && (
          <Button variant="ghost" size="sm" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Link
          </Button>
        )
      }
      flush
    >
      <ul className="divide-y divide-line text-sm">
        {sessionId && (
          <li className="px-4 py-2">
            <span className="text-ink-3">Session</span>{" "}
            <Link href={`/sessions/${sessionId}`} className="font-mono text-xs hover:underline">
              {shortId(sessionId)}
            </Link>
          </li>
        )}
        {agentName && (
          <li className="px-4 py-2 wrap-anywhere">
            <span className="text-ink-3">Agent</span>{" "}
            <Link
              href={`/sessions?agent=${encodeURIComponent(agentName)}` as Route}
              className="hover:underline"
            >
              {agentName}
            </Link>
          </li>
        )}
        {alert && (
          <li className="px-4 py-2 wrap-anywhere">
            <span className="text-ink-3">{KINDS.alert}</span> <Named {...alert} />
          </li>
        )}
        {links.map((link) => (
          <Linked key={`${link.kind}${link.subjectId}`} link={link} />
        ))}
        {!sessionId && !agentName && !alert && links.length === 0 && (
          <li className="px-4 py-3 text-ink-3">
            Nothing is linked. Link the sessions, calls, requests or revisions that this is about.
          </li>
        )}
      </ul>
      {adding && <LinkDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Linked({ link: { kind, subjectId, label, href } }: { link: IncidentLinkRow }) {
  const { incident, manage, actions } = useIncident();
  const { run, refusal, clear } = useRun();
  const input = { id: incident.id, subjectKind: kind, subjectId };
  return (
    <li className="flex items-center gap-2 px-4 py-1.5">
      <Link2 aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1 wrap-anywhere">
        <span className="text-ink-3">{KINDS[kind]}</span> <Named label={label} href={href} />
      </span>
      {manage.ok && (
        <button
          type="button"
          aria-label={`Take the link off: ${label}`}
          className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink [&_svg]:size-3.5"
          onClick={() => void run(() => actions.unlinkSubject(input), "Link taken off")}
        >
          <X aria-hidden />
        </button>
      )}
      <Refused refusal={refusal} onClose={clear} />
    </li>
  );
}

function Named({ label, href }: Pick<IncidentLinkRow, "label" | "href">) {
  const name = <SafeText oneLine>{label}</SafeText>;
  if (href === null) return name;
  return (
    // Safe because it is one of our own routes.
    <Link href={href as Route} className="hover:underline">
      {name}
    </Link>
  );
}

function LinkDialog({ onClose }: { onClose: () => void }) {
  const { incident, actions } = useIncident();
  const [kind, setKind] = useState<LinkKind>("session");
  const [subjectId, setSubjectId] = useState("");
  const { run, pending, refusal } = useRun();
  const send = async () => {
    const input = { id: incident.id, subjectKind: kind, subjectId: subjectId.trim() };
    if (await run(() => actions.linkSubject(input), "Linked")) onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Link to this incident"
      description="The link is shown at both ends."
      submit="Link"
      pending={pending}
      disabled={subjectId.trim() === ""}
      error={refusal?.message}
      onSubmit={() => void send()}
    >
      <Field name="kind" label="What">
        {(control) => (
          <Select
            {...control}
            value={kind}
            // Safe because the options are these.
            onValueChange={(value) => setKind(value as LinkKind)}
            options={LINK_KINDS.map((value) => ({ value, label: KINDS[value] }))}
          />
        )}
      </Field>
      <Field name="subject" label={kind === "capability" ? "Name" : "Id"} required>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            className="font-mono"
            maxLength={200}
            value={subjectId}
            onChange={(event) => setSubjectId(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
