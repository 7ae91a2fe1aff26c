export { approvalInsights } from "./approval-insights";
export { approvedSamples, type ApprovedSample, type ApprovedSamples } from "./samples";
export * from "./schemas";
export type * from "./types";
