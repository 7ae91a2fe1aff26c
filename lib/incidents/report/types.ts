import type { JsonObject } from "../../platform/json/types";

export const REPORT_FORMAT = "agentgate.incident/1";

export type ReportManifest = {
  tenant: string;
  incident: string;
  ref: string;
  exportedAt: string;
  exportedBy: string;
  /** SHA-256 (hex) of the canonical text (RFC 8785) of the content. */
  contentHash: string;
  keyId: string;
};

/** A report as a file: canonical JSON, so that one report has one text. */
export type SignedReport = {
  format: typeof REPORT_FORMAT;
  manifest: ReportManifest;
  content: JsonObject;
  /** Raw public half in base64; what counts is a key that the reader trusts already. */
  publicKey: string;
  /** Ed25519 over the canonical text of the manifest with its format, in base64. */
  signature: string;
};
