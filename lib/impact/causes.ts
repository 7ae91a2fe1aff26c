import type { NotReplayed, NotReplayedCause } from "./types";

/** In the order a report lists them. */
const SENTENCES: Record<NotReplayedCause, string> = {
  arguments_redacted: "A rule reads arguments or context that were redacted when the call was recorded.",
  arguments_missing: "A rule reads arguments that are no longer kept.",
  tool_changed: "The tool, or what the registry says of it, is not what it was when the call was decided.",
  tool_removed: "The tool is no longer registered.",
  agent_unknown: "The agent is no longer known.",
  session_unknown: "The session is no longer known.",
  counters: "A rate limit refused the call, and that depends on when the other calls come.",
  taint: "A rule reads the session's taint, and what it was at the time isn't kept.",
  exception: "A time-bound exception decided the call, not the policy alone.",
  baseline_differs:
    "The revision in force at the time, asked again with what is stored, answers otherwise, so the stored facts aren't all it was decided on.",
  baseline_unknown: "The revision in force at the time is not there or can't be compiled today.",
};

/** What a cause means, for a person. */
export function sentenceOf(cause: NotReplayedCause): string {
  return SENTENCES[cause];
}

/** The causes that occurred, most frequent first. */
export function listCauses(counts: ReadonlyMap<NotReplayedCause, number>): NotReplayed[] {
  return [...counts]
    .map(([cause, count]) => ({ cause, count, sentence: SENTENCES[cause] }))
    .sort((a, b) => b.count - a.count || a.cause.localeCompare(b.cause));
}
