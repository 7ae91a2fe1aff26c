import { collectReport, ExportReportInput, recordExport, reportMarkdown, signReport } from "../../incidents";
import { requirePermission, type Ctx } from "../../platform/ctx";
import { DomainError, invalidInput } from "../../platform/errors";
import { canonical, sha256, type JsonObject } from "../../platform/json";
import { signingKey } from "../../revisions";

export type ExportedReport = { fileName: string; type: string; text: string; auditId: string };

/**
 * The post-incident report as a file: Markdown for people, or signed JSON that verifies offline. Its content is read
 * before its export is written down, so a report never tells of itself.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND; SIGNING_UNAVAILABLE where this process has no key
 */
export async function exportReport(ctx: Ctx, input: ExportReportInput): Promise<ExportedReport> {
  requirePermission(ctx, "incidents.read");
  const parsed = ExportReportInput.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { id, format } = parsed.data;
  if (ctx.actor.kind !== "user") throw new DomainError("FORBIDDEN", "People export reports.");
  const content = await collectReport(ctx, id);
  const { ref } = content.incident;
  const [exportedAt, exportedBy] = [new Date().toISOString(), ctx.actor.label];
  if (format === "markdown") {
    const text = reportMarkdown(content, { at: exportedAt, by: exportedBy });
    const { auditId } = await recordExport(ctx, parsed.data, sha256(text));
    return { fileName: `${ref}.md`, type: "text/markdown; charset=utf-8", text, auditId };
  }
  const facts = { tenant: ctx.tenantId, incident: content.incident.id, ref, exportedAt, exportedBy };
  // Only what JSON can say goes into a file, and only that is signed.
  const plain = JSON.parse(JSON.stringify(content)) as JsonObject;
  const text = canonical(signReport(plain, facts, signingKey()));
  const { auditId } = await recordExport(ctx, parsed.data, sha256(text));
  return { fileName: `${ref}.json`, type: "application/json", text, auditId };
}
