import { z } from "zod";
import { IncidentKey } from "../schemas";

export const REPORT_FORMATS = ["markdown", "json"] as const;
export const ExportReportInput = z.strictObject({ id: IncidentKey, format: z.enum(REPORT_FORMATS) });
export type ExportReportInput = z.input<typeof ExportReportInput>;
