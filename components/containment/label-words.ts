import type { TaintLabel } from "@/lib/platform/labels/types";

/** How people read the labels of results. */
export const LABEL_WORDS: Record<TaintLabel, { chip: string; title: string; meaning: string }> = {
  pii: {
    chip: "Personal data",
    title: "Personal data",
    meaning: "Names, addresses, account and card numbers: what is about people.",
  },
  secret: {
    chip: "Secrets",
    title: "Secrets",
    meaning: "Keys, tokens and passwords: what opens something.",
  },
  external: {
    chip: "Outside words",
    title: "Words from outside",
    meaning: "Web pages, mail, tickets: text that somebody else wrote and that may try to steer the agent.",
  },
};
