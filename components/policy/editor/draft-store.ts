import { useMemo, useSyncExternalStore } from "react";
import { forgetLocalCopy, keepLocalCopy } from "./local-copy";

export type Texts = { title: string; document: string; tests: string };

/** What somebody is writing: `saved` is what the server has at `version`, `now` what stands in the editor. */
export type Draft = { version: number; saved: Texts; now: Texts };

/** Outlives the page: whoever follows a link and comes back finds the text as it was. */
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function put(id: string, draft: Draft): void {
  drafts.set(id, draft);
  if (isDirty(draft)) keepLocalCopy(id, { version: draft.version, texts: draft.now });
  else forgetLocalCopy(id);
  listeners.forEach((notify) => notify());
}

export function sameTexts(a: Texts, b: Texts): boolean {
  return a.title === b.title && a.document === b.document && a.tests === b.tests;
}

export function isDirty({ saved, now }: Draft): boolean {
  return !sameTexts(saved, now);
}

/** The draft beside what the server says now: who has typed nothing gets the server's text, who has keeps theirs. */
export function receive(draft: Draft | undefined, version: number, server: Texts): Draft {
  if (draft && (isDirty(draft) || version < draft.version)) return draft;
  return { version, saved: server, now: server };
}

/** The draft after a save of `sent`: what was typed meanwhile stays, and is unsaved. */
export function afterSave(draft: Draft, version: number, sent: Texts): Draft {
  return { version, saved: sent, now: draft.now };
}

export type DraftHandle = {
  draft: Draft;
  dirty: boolean;
  edit: (change: Partial<Texts>) => void;
  /** The server has kept `sent` as this version. */
  saved: (version: number, sent: Texts) => void;
  /** Goes on from what somebody else saved, with a text that was merged with it. */
  rebase: (version: number, theirs: Texts, merged: Texts) => void;
  /** Back to what is saved. */
  revert: () => void;
};

/** The text of one revision as this person has it, beside what the server has. */
export function useDraft(id: string, version: number, server: Texts): DraftHandle {
  const stored = useSyncExternalStore(
    subscribe,
    () => drafts.get(id),
    () => undefined,
  );
  const { title, document, tests } = server;
  return useMemo(() => {
    const now = () => receive(drafts.get(id), version, { title, document, tests });
    const draft = receive(stored, version, { title, document, tests });
    return {
      draft,
      dirty: isDirty(draft),
      edit: (change) => put(id, { ...now(), now: { ...now().now, ...change } }),
      saved: (kept, sent) => put(id, afterSave(now(), kept, sent)),
      rebase: (kept, theirs, merged) => put(id, { version: kept, saved: theirs, now: merged }),
      revert: () => put(id, { ...now(), now: now().saved }),
    };
  }, [id, stored, version, title, document, tests]);
}
