"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { SaveConflict } from "@/lib/revisions/types";
import { shortId } from "../../ui/copy-id";
import { toast } from "../../ui/toast";
import { usePolicyActions } from "../actions/provider";
import type { DraftHandle, Texts } from "./draft-store";

export type Saving = {
  save: () => void;
  saving: boolean;
  refused: string | null;
  /** Somebody else saved in between: both texts, to merge. */
  conflict: SaveConflict | null;
  /** Saves a merged text as the version after theirs. */
  resolve: (merged: Texts) => void;
  dismiss: () => void;
};

/** Saves a draft as typed. Whoever was second keeps the text and gets the other one beside it. */
export function useSave(id: string, { draft, dirty, saved, rebase }: DraftHandle): Saving {
  const { saveDraft } = usePolicyActions();
  const router = useRouter();
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [conflict, setConflict] = useState<SaveConflict | null>(null);

  const send = async (version: number, texts: Texts) => {
    if (saving) return;
    setSaving(true);
    setRefused(null);
    const answer = await saveDraft({ id, version, ...texts }).catch(() => null);
    setSaving(false);
    if (!answer) return setRefused("The server did not answer. Your text is kept here: save again.");
    if (!answer.ok) return setRefused(answer.message);
    if (!answer.data.saved) return setConflict(answer.data.conflict);
    const { version: kept, auditId, voidedApprovals } = answer.data;
    saved(kept, texts);
    setConflict(null);
    toast.success(`Saved as version ${kept}`, {
      description: `${voided(voidedApprovals)}Recorded as ${shortId(auditId)}`,
    });
    router.refresh();
  };
  return {
    save: () => {
      if (dirty) void send(draft.version, draft.now);
    },
    saving,
    refused,
    conflict,
    resolve: (merged) => {
      if (!conflict) return;
      const { version, title, document, tests } = conflict;
      rebase(version, { title, document, tests }, merged);
      void send(version, merged);
    },
    dismiss: () => setConflict(null),
  };
}

function voided(approvals: number): string {
  if (approvals === 0) return "";
  return approvals === 1 ? "One approval is void now. " : `${approvals} approvals are void now. `;
}
