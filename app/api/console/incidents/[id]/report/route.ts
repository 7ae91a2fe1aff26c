import { exportReport } from "@/lib/gateway";
import { ExportReportInput } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** The post-incident report as a file; its export is recorded. */
export const GET = route("incidents.read", ExportReportInput, async (ctx, input) => {
  const { fileName, type, text, auditId } = await exportReport(ctx, input);
  return new Response(text, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
      "x-audit-id": auditId,
    },
  });
});
