import type { TimelineEntry } from "../types";

type Told = Omit<TimelineEntry, "at" | "eventId" | "pinned" | "originalAt" | "correction" | "count"> & {
  at: Date;
};

/** An entry that nobody pins or corrects: it is a record of its own. */
export function entry(told: Told): TimelineEntry {
  const { at, ...rest } = told;
  return {
    ...rest,
    at: at.toISOString(),
    eventId: null,
    pinned: false,
    originalAt: null,
    correction: null,
    count: 1,
  };
}
