import { withTenant } from "../platform/db";
import { isListening, subscribe } from "../platform/events";
import { singleton } from "../platform/singleton";
import type { CredentialMaterial, IssueRequest } from "./types";

/** Something issued, as this process holds it. */
export type Fresh = {
  material: CredentialMaterial;
  /** Unix milliseconds: from then on, another one is issued. */
  useUntil: number;
  /** Its row; null: none, because it is only tried out. */
  issuedId: string | null;
  /** Of the credential that it was issued under. */
  version: number;
  /** Ends it before its time. Never throws. */
  letGo: (reason: string) => Promise<void>;
};

type Entry = {
  tenantId: string;
  ids: Set<string>;
  pending: Promise<Fresh>;
  fresh?: Fresh;
  /** Which gap in what we hear it was last found good after. */
  afterGap: number;
};

/** Sessions that nobody ends and static secrets, which have no end, must not fill the memory. */
const MOST_ENTRIES = 5_000;

type State = { entries: Map<string, Entry>; hearing: boolean; gaps: number };
const state = () =>
  singleton<State>("issued-credentials", () => ({ entries: new Map(), hearing: false, gaps: 0 }));

/**
 * What is issued for a session, shared by whoever asks at the same time and by whoever asks later, for as long
 * as it is good. Rows of issued_credentials are the truth: a change of one is announced, and while announcements
 * are not heard, the row is read before each use.
 */
export async function shared(request: IssueRequest, issue: () => Promise<Fresh>): Promise<Fresh> {
  hear();
  const key = keyOf(request);
  const { entries } = state();
  const entry = entries.get(key);
  if (entry) {
    if (!entry.fresh) return entry.pending;
    const good = await usable(entry, entry.fresh, request.version);
    const current = entries.get(key) === entry;
    if (good && current) return entry.fresh;
    // Dropped while its row was read: whoever came in between has another one under way.
    if (!current) return shared(request, issue);
    entries.delete(key);
  }
  return begin(key, request, issue).pending;
}

function begin(key: string, request: IssueRequest, issue: () => Promise<Fresh>): Entry {
  const { entries } = state();
  const { tenantId, credentialId, sessionId } = request;
  const pending = issue();
  const ids = new Set([credentialId, ...(sessionId === undefined ? [] : [sessionId])]);
  const entry: Entry = { tenantId, ids, pending, afterGap: state().gaps };
  entries.set(key, entry);
  const forget = () => void (entries.get(key) === entry && entries.delete(key));
  pending.then((fresh) => {
    if (fresh.issuedId === null) return forget();
    entry.fresh = fresh;
    entry.ids.add(fresh.issuedId);
  }, forget);
  makeRoom(entries);
  return entry;
}

async function usable(entry: Entry, fresh: Fresh, version: number | undefined): Promise<boolean> {
  if (Date.now() >= fresh.useUntil) return false;
  // A caller who knows less is not a reason to issue again.
  if (version !== undefined && version > fresh.version) return false;
  const { gaps } = state();
  const listening = isListening();
  if (listening && entry.afterGap === gaps) return true;
  const { tenantId } = entry;
  const credential = { version: fresh.version, disabledAt: null };
  const where = { id: fresh.issuedId ?? "", tenantId, state: "live", credential };
  const good = await withTenant(tenantId, async (tx) => (await tx.issuedCredential.count({ where })) === 1);
  if (good && listening) entry.afterGap = gaps;
  return good;
}

/** `use` is part of it: the same credential may be handed to one upstream in another way tomorrow. */
function keyOf({ tenantId, credentialId, upstreamId, sessionId = "", use }: IssueRequest): string {
  return JSON.stringify([tenantId, credentialId, upstreamId, sessionId, use]);
}

function makeRoom(entries: Map<string, Entry>): void {
  if (entries.size <= MOST_ENTRIES) return;
  const now = Date.now();
  for (const [key, { fresh }] of entries) if (fresh && fresh.useUntil <= now) entries.delete(key);
  for (const key of entries.keys()) {
    if (entries.size <= MOST_ENTRIES) return;
    entries.delete(key);
  }
}

function hear(): void {
  if (state().hearing) return;
  state().hearing = true;
  const { entries } = state();
  subscribe("agentgate_credentials", (signal) => {
    if (signal.kind === "gap") state().gaps++;
    if (signal.kind !== "notify") return;
    for (const [key, { ids }] of entries) if (ids.has(signal.payload)) entries.delete(key);
  });
}
