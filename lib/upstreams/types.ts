import type { HttpBinding } from "../capabilities/types";
import type { CredentialMaterial } from "../credentials/types";
import type { JsonObject } from "../platform/json";

/** What it takes to reach one upstream: a row of `upstreams` with what else decides how it is reached. No secrets. */
export type UpstreamRef = {
  tenantId: string;
  id: string;
  slug: string;
  kind: string;
  config: JsonObject;
  /** UpstreamLimits, as stored; absent: our defaults. */
  limits?: JsonObject;
  /** {ca?, certificate?} as stored; the key that goes with the certificate is in the vault. */
  tls?: JsonObject | null;
  /** When the row was last changed, in Unix milliseconds: another time is another connection. */
  updatedAt?: number;
  /** CIDRs that the tenant permits beside public addresses. */
  allow?: readonly string[];
  /** What opens it. `version` changes with every change of the credential. */
  credential?: { id: string; version: number; disabled: boolean; use: JsonObject } | null;
};

export type Progress = { progress: number; total?: number; message?: string };

/** A notification that belongs to one request, as the upstream sent it. */
export type UpstreamNotification = { method: string; params: JsonObject };

/**
 * What an agent's client adds when an upstream asked for more (2026-07-28): the answers, and the upstream's own
 * state. `capabilities` is what that client can do: an upstream may ask for nothing else.
 */
export type ClientInput = { responses?: JsonObject; state?: string; capabilities: JsonObject };

export type ToolCall = {
  tool: string;
  arguments: JsonObject;
  /** Milliseconds for everything: queue, connection, answer. */
  timeoutMs: number;
  idempotencyKey: string;
  /** Whose call it is; our own work tools keep it beside what they made. */
  agentId?: string;
  traceparent?: string;
  signal: AbortSignal;
  /**
   * Runs at the last moment before the call is sent, after every waiting and again for every retry. Nothing is sent
   * where it throws; what it throws is an UpstreamError.
   */
  beforeSend?: () => void;
  /** Which HTTP request it becomes, for upstreams of the kind `http`. */
  binding?: HttpBinding | null;
  /** What opens the upstream for this call. */
  credential?: CredentialMaterial | null;
  /** Where it is set, the upstream may answer with a question (`resultType: "input_required"`). */
  input?: ClientInput;
  onProgress?: (progress: Progress) => void;
  onNotification?: (notification: UpstreamNotification) => void;
};

/** `result` is the CallToolResult as the upstream sent it. */
export type ToolAnswer = { result: JsonObject; isError: boolean };

export type RequestOptions = {
  timeoutMs: number;
  credential?: CredentialMaterial | null;
  signal: AbortSignal;
  input?: ClientInput;
  onNotification?: (notification: UpstreamNotification) => void;
};

/** What a server declares of itself. */
export type ServerFacts = { capabilities: JsonObject; instructions?: string };

/** Upper bounds of the buckets of UpstreamMinute.latency, in milliseconds; a last bucket is open. */
export const LATENCY_BUCKETS_MS = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000,
] as const;

export const UPSTREAM_KINDS = ["mcp_http", "mcp_stdio", "http", "builtin"] as const;
export type UpstreamKind = (typeof UPSTREAM_KINDS)[number];

/** closed: calls pass. open: none do, for a while. half_open: one may find out. As this process sees it. */
export type BreakerState = "closed" | "open" | "half_open";

export type HealthStatus = "up" | "down" | "unknown";

/** One minute of an upstream's calls. Percentiles are upper bounds of their bucket; null where there were no calls. */
export type UpstreamPoint = {
  minute: string;
  calls: number;
  toolErrors: number;
  failures: number;
  refused: number;
  p50Ms: number | null;
  p95Ms: number | null;
};

export type UpstreamRow = {
  id: string;
  slug: string;
  name: string;
  kind: UpstreamKind;
  enabled: boolean;
  health: {
    status: HealthStatus;
    since: string | null;
    checkedAt: string | null;
    latencyMs: number | null;
    error: string | null;
  };
  credential: { id: string; name: string } | null;
  capabilities: { active: number; suspended: number; unreviewed: number };
  /** Over the last hour. Rates are 0 to 1; null where there were no calls. */
  traffic: { calls: number; errorRate: number | null; p95Ms: number | null; points: UpstreamPoint[] };
  /** When what it offers last changed, and what (by tool name). */
  lastChange: { at: string; added: number; suspended: number; retired: number } | null;
};

export type UpstreamDetail = Omit<UpstreamRow, "traffic"> & {
  description: string;
  /** As it was set: UpstreamConfig of its kind. Nothing secret is in it. */
  config: JsonObject;
  limits: JsonObject;
  credentialUse: JsonObject | null;
  tls: { ca: string | null; certificate: CertificateFacts | null; keySet: boolean };
  /** What the server says of itself; untrusted text. */
  server: { name: string; version: string; protocol: string } | null;
  syncedAt: string | null;
  /** Why comparing what it offers keeps failing, a sentence of ours; null: it does not. */
  uncompared: string | null;
  document: DocumentFacts | null;
  createdAt: string;
  updatedAt: string;
};

/** `pem` is the certificate as it was given: public, and sent back with every change of the settings. */
export type CertificateFacts = {
  subject: string;
  issuer: string;
  validTo: string;
  fingerprint256: string;
  pem: string;
};

export type DocumentFacts = {
  id: string;
  hash: string;
  title: string;
  version: string;
  sourceUrl: string | null;
  operations: string[];
  importedAt: string;
};

/** One operation of an OpenAPI document, as a person chooses among them. */
export type OperationRow = {
  /** Its tool name: the operationId made fit, or method and path. */
  tool: string;
  method: string;
  path: string;
  summary: string;
  tags: string[];
  deprecated: boolean;
  /** What we would guess before anybody reviews it. */
  operation: string;
  arguments: string[];
  /** Why it cannot be imported; null: it can. */
  fault: string | null;
  /** It is imported already. */
  chosen: boolean;
};

export type OpenApiPreview = {
  title: string;
  version: string;
  openapi: string;
  hash: string;
  /** Addresses that the document names, absolute. */
  servers: string[];
  operations: OperationRow[];
  /** What is wrong with the document as a whole, with where; it may still be usable. */
  findings: { pointer: string; detail: string }[];
};

/** One step of a connection test, in order; after one that failed, there are none. */
export type ConnectionStep = { name: string; ok: boolean; ms: number; detail: string };

export type ConnectionReport = {
  ok: boolean;
  steps: ConnectionStep[];
  server: { name: string; version: string; protocol: string } | null;
  /** Names and first lines of what it offers, at most 200. */
  tools: { name: string; description: string }[];
};

/** A program that the operator of this installation lets upstreams run. */
export type StdioServer = { id: string; name: string; description: string; env: string[] };

/** `fault` says what is wrong with the operator's list, for people to read; while it is so, there are no servers. */
export type OfferedServers = { servers: StdioServer[]; fault: string | null };
