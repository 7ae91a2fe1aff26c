import type { CredentialUse } from "../schemas";

/** What a provider gives: one value, or the three parts of AWS. */
export type Parts =
  | { kind: "value"; value: string }
  | { kind: "aws"; accessKeyId: string; secretAccessKey: string; sessionToken: string; region: string };

export type Asked = {
  scope: string;
  ttlSeconds: number;
  per: CredentialUse["per"];
  tool: string | null;
  sessionId: string | null;
  decisionId: string | null;
  /** Name of the upstream; null: nobody gets it, it is tried out. */
  upstream: string | null;
  /** For whom, as an issuer's own log may name it; letters, digits, hyphens. */
  label: string;
};

export type Provided = {
  parts: Parts;
  /** When the issuer says that it ends (Unix milliseconds); null: it says nothing of an end. */
  endsAt: number | null;
  /** What the issuer granted, where that is another scope than asked for. */
  scope: string;
  /** What the issuer calls it; not secret. */
  handle: string | null;
  /** What has to be shown to revoke it; kept sealed until then. Null: nothing, or it cannot be revoked. */
  revokeWith: string | null;
  /** What else the record should say, in a sentence. */
  note: string;
};

export type ToRevoke = {
  handle: string | null;
  revokeWith: string | null;
  sessionId: string | null;
  /** Null where it serves a whole session. */
  decisionId: string | null;
  reason: string;
};

/** How something ended: taken back, or let go of although it stays valid. Never one for the other. */
export type Ending = { state: "revoked" | "not_revocable"; detail: string };

/** One way to get what opens an upstream. Both throw ProviderFault. */
export type Issuer = {
  issue: (asked: Asked) => Promise<Provided>;
  revoke: (issued: ToRevoke) => Promise<Ending>;
};

/** What an issuer works with: its secrets' texts and the guarded network. */
export type Means = { secrets: ReadonlyMap<string, string>; fetch: typeof globalThis.fetch };
