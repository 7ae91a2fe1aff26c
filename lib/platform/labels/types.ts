/**
 * What a result can leave on the session that read it. `pii`: data about people. `secret`: keys, tokens, passwords.
 * `external`: words from outside, which may try to steer the agent.
 */
export const TAINT_LABELS = ["pii", "secret", "external"] as const;
export type TaintLabel = (typeof TAINT_LABELS)[number];

/** Whether a text is one of them. */
export function isTaintLabel(text: unknown): text is TaintLabel {
  return TAINT_LABELS.some((label) => label === text);
}
