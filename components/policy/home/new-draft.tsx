"use client";

import { Copy, FileUp, LayoutTemplate, Plus, SquarePen } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { CreateDraftInput } from "@/lib/revisions/schemas";
import type { Verdict } from "@/lib/revisions/types";
import { Button } from "../../ui/button";
import { Dropdown, DropdownItem } from "../../ui/dropdown";
import { toast } from "../../ui/toast";
import { usePolicyActions } from "../actions/provider";
import { useRun } from "../actions/use-run";
import { revisionHref } from "../hrefs";
import { ImportDialog } from "./import-dialog";

const EMPTY = `version: 1
default: DENY
rules: []
`;

type NewDraftProps = { published: { id: string; number: number } | null; may: Verdict };

/** Begins a draft: from what is in force, from a template, from a package, or from nothing. */
export function NewDraft({ published, may }: NewDraftProps) {
  const actions = usePolicyActions();
  const router = useRouter();
  const { run, pending } = useRun();
  const [importing, setImporting] = useState(false);
  const begin = async (from: CreateDraftInput["from"]) => {
    const made = await run(() => refuseAloud(actions.createDraft({ from })), "Draft begun");
    if (made) router.push(revisionHref(made.id, { tab: "write" }));
  };
  if (!may.ok) {
    return (
      <span className="grid justify-items-end gap-1 max-sm:justify-items-start">
        <Button disabled aria-describedby="new-draft-note">
          <Plus aria-hidden />
          New draft
        </Button>
        <span id="new-draft-note" className="text-xs text-ink-3">
          {may.why}
        </span>
      </span>
    );
  }
  return (
    <>
      <Dropdown
        trigger={
          <Button variant="primary" pending={pending}>
            {!pending && <Plus aria-hidden />}
            New draft
          </Button>
        }
      >
        {published && (
          <DropdownItem onSelect={() => void begin({ kind: "revision", revisionId: published.id })}>
            <Copy aria-hidden />
            Copy of revision {published.number}, in force
          </DropdownItem>
        )}
        <DropdownItem onSelect={() => router.push("/policy/templates")}>
          <LayoutTemplate aria-hidden />
          From a template…
        </DropdownItem>
        <DropdownItem onSelect={() => setImporting(true)}>
          <FileUp aria-hidden />
          From a signed package…
        </DropdownItem>
        <DropdownItem onSelect={() => void begin({ kind: "text", document: EMPTY, tests: "" })}>
          <SquarePen aria-hidden />
          Empty
        </DropdownItem>
      </Dropdown>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}

/** A menu has no place for a refusal: it is said in a toast. */
async function refuseAloud<T extends { ok: true } | { ok: false; message: string }>(
  answer: Promise<T>,
): Promise<T> {
  const given = await answer;
  if (!given.ok) toast.error("No draft was begun", { description: given.message });
  return given;
}
