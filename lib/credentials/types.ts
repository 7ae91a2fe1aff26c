import type { CredentialConfig, CredentialUse, Provider } from "./schemas";

/** What a provider can do with what it issued when it is to end before its time. */
export type Revocability = "revocable" | "expires" | "permanent";

/** How an issued credential ended, or that it has not. */
export type IssuedState = "live" | "revoked" | "not_revocable" | "revoke_failed" | "expired";

/**
 * What opens an upstream for one call: handed to whoever sends the request, never stored, never logged.
 * `secrets` are the texts to take out of anything that comes back.
 */
export type CredentialMaterial = {
  /** For HTTP and MCP over HTTP: header names in lower case. */
  headers?: Readonly<Record<string, string>>;
  /** For a child process: it has to be started with these. */
  env?: Readonly<Record<string, string>>;
  /** Signs each HTTP request (AWS Signature Version 4). */
  aws?: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string;
    service: string;
    region: string;
  };
  secrets: readonly string[];
  /** Unix milliseconds; null: it has no end of its own. */
  expiresAt: number | null;
};

/** For what something is to be issued. Without a session it is for ourselves: listing tools, looking how it is. */
export type IssueRequest = {
  tenantId: string;
  upstreamId: string;
  credentialId: string;
  /** CredentialUse, read from the upstream's row. */
  use: CredentialUse;
  /** Of the credential, as the caller knows it: what was issued under an older one is not used again. */
  version?: number;
  sessionId?: string;
  decisionId?: string;
  /** The tool's name, for brokers that issue per tool. */
  tool?: string;
  signal: AbortSignal;
};

/**
 * `release` says that the caller is done: what was issued for one call is revoked at once, what a session shares
 * stays. It never throws and may be called twice.
 */
export type Issued = { material: CredentialMaterial; release: () => Promise<void> };

/** What became of issued credentials that were to end. */
export type RevocationCount = { revoked: number; notRevocable: number; failed: number };

/** One line of the console's list. Nothing in here is secret. */
export type CredentialRow = {
  id: string;
  name: string;
  provider: Provider;
  disabled: boolean;
  revocability: Revocability;
  upstreams: { id: string; slug: string; name: string }[];
  /** Issued and still good, as far as we know. */
  live: number;
  lastIssuedAt: string | null;
  /** Open alert about it, in a sentence. */
  problem: string | null;
  updatedAt: string;
};

export type CredentialDetail = CredentialRow & {
  config: CredentialConfig;
  /** Which secrets are set, and since when; the texts are nobody's to see. */
  secrets: { field: string; label: string; setAt: string | null }[];
  version: number;
  createdAt: string;
};

export type IssuedRow = {
  id: string;
  upstream: { id: string; slug: string };
  sessionId: string | null;
  /** The one call that it was issued for; null where it was for a session, or for this installation itself. */
  call: { id: string; capability: string } | null;
  scope: string;
  issuedAt: string;
  expiresAt: string | null;
  state: IssuedState;
  endedAt: string | null;
  detail: string;
};

export type IssuedPage = { rows: IssuedRow[]; nextCursor: string | null };

/** What a trial of a credential showed, without the thing itself. */
export type IssueTrial = { ok: boolean; ms: number; detail: string; expiresAt: string | null };
