export { collectReport, type ReportContent } from "./collect";
export { recordExport } from "./record-export";
export { reportMarkdown } from "./markdown";
export * from "./schemas";
export { signReport, verifyReport, type VerifiedReport } from "./sign";
export type * from "./types";
