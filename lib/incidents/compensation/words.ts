import type { CompensationState } from "./schemas";

export const COMPENSATION_WORDS: Readonly<Record<CompensationState, string>> = {
  todo: "To do",
  running: "Running",
  waiting: "Waiting for approval",
  done: "Taken back",
  failed: "Failed",
  manual: "Done by hand",
  skipped: "Skipped",
};
