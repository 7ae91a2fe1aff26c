import { sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { exactBase64 } from "../../platform/base64";
import { canonical, sha256, type JsonObject } from "../../platform/json";
import { policyKeyId, rawPublicKey } from "../../platform/secrets";
import { REPORT_FORMAT, type ReportManifest, type SignedReport } from "./types";

/** The same key signs policies. The format stands in what is signed, so that neither passes for the other. */
function bytesOf(manifest: ReportManifest): Buffer {
  return Buffer.from(canonical({ format: REPORT_FORMAT, ...manifest }));
}

type Signer = { id: string; key: KeyObject; publicKey: string };

/** A report as a file: what it says, who exported it, and a signature of both. */
export function signReport(
  content: JsonObject,
  facts: Omit<ReportManifest, "contentHash" | "keyId">,
  { id: keyId, key, publicKey }: Signer,
): SignedReport {
  const manifest = { ...facts, contentHash: sha256(canonical(content)), keyId };
  const signature = sign(null, bytesOf(manifest), key).toString("base64");
  return { format: REPORT_FORMAT, manifest, content, publicKey, signature };
}

const Report = z.strictObject({
  format: z.literal(REPORT_FORMAT),
  manifest: z.strictObject({
    tenant: z.string(),
    incident: z.string(),
    ref: z.string(),
    exportedAt: z.string(),
    exportedBy: z.string(),
    contentHash: z.string(),
    keyId: z.string(),
  }),
  content: z.record(z.string(), z.json()),
  publicKey: z.string(),
  signature: z.string(),
});

export type VerifiedReport = { ok: true; manifest: ReportManifest } | { ok: false; why: string };

/** Whether a file is exactly what somebody with a trusted key exported. Needs nothing but the file and the key. */
export function verifyReport(text: string, trusted: ReadonlyMap<string, KeyObject>): VerifiedReport {
  const no = (why: string): VerifiedReport => ({ ok: false, why });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return no("It is not JSON.");
  }
  const parsed = Report.safeParse(json);
  if (!parsed.success) return no("It is not an incident report of AgentGate.");
  // What a parser leaves out (a name that occurs twice) would be read by people and not verified.
  if (canonical(json) !== text.trimEnd())
    return no("It is not written as it was exported. Use the file itself.");
  const { manifest, content, publicKey, signature } = parsed.data;
  if (sha256(canonical(content)) !== manifest.contentHash)
    return no("Its content was changed after signing.");
  const key = trusted.get(manifest.keyId);
  if (!key || policyKeyId(key) !== manifest.keyId)
    return no(`It is signed with the key ${manifest.keyId}, which is not among the trusted ones.`);
  // The key in the file is not what verifies it, but who reads it may take it for that.
  if (publicKey !== rawPublicKey(key))
    return no("The public key in it is not the one that it was signed with.");
  const bytes = exactBase64(signature);
  if (!bytes || !verify(null, bytesOf(manifest), key, bytes)) return no("Its signature does not fit it.");
  return { ok: true, manifest };
}
