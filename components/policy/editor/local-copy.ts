import { z } from "zod";

/** What was typed and not saved, as this browser keeps it. `at` is Unix milliseconds. */
const LocalCopy = z.object({
  version: z.number(),
  at: z.number(),
  texts: z.object({ title: z.string(), document: z.string(), tests: z.string() }),
});
export type LocalCopy = z.infer<typeof LocalCopy>;

const PREFIX = "agentgate.draft.";
const WRITE_AFTER_MS = 300;

type Waiting = { timer: ReturnType<typeof setTimeout>; write: () => void };
const waiting = new Map<string, Waiting>();

/** Keeps the text for when the browser goes away; a moment later, so that typing stays quick. */
export function keepLocalCopy(id: string, copy: Omit<LocalCopy, "at">): void {
  cancel(id);
  const write = () => {
    cancel(id);
    try {
      localStorage.setItem(PREFIX + id, JSON.stringify({ ...copy, at: Date.now() }));
    } catch {
      // A full or forbidden storage: the text still stands in the page, which warns before it is left.
    }
  };
  waiting.set(id, { timer: setTimeout(write, WRITE_AFTER_MS), write });
}

/** Writes what waits to be written, because the page may be gone in a moment. */
export function flushLocalCopies(): void {
  [...waiting.values()].forEach(({ write }) => write());
}

export function forgetLocalCopy(id: string): void {
  cancel(id);
  localStorage.removeItem(PREFIX + id);
}

export function rawLocalCopy(id: string): string | null {
  return localStorage.getItem(PREFIX + id);
}

/** The copy, or null where it is none of ours. */
export function parseLocalCopy(raw: string | null): LocalCopy | null {
  if (raw === null) return null;
  try {
    const parsed = LocalCopy.safeParse(JSON.parse(raw));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function cancel(id: string): void {
  clearTimeout(waiting.get(id)?.timer);
  waiting.delete(id);
}
