import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIMELINE_GROUPS } from "../schemas";
import type { TimelineEntry } from "../types";
import { entry } from "./entry";
import { mergeStory, pageOf } from "./merge";

const START = Date.UTC(2026, 0, 1, 9);
let made = 0;
function record(seconds: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  const plain = entry({
    key: `k${String(made++).padStart(6, "0")}`,
    at: new Date(START + seconds * 1_000),
    group: "calls",
    kind: "call.deny",
    title: "The policy denied crm.export",
    body: "",
    actor: "AgentGate",
    tone: "bad",
    href: null,
  });
  return { ...plain, ...more };
}
function own(seconds: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  const said = record(seconds, {
    group: "people",
    kind: "comment",
    title: "Comment",
    tone: "plain",
    ...more,
  });
  return { ...said, eventId: said.key };
}

const anyEntry = fc
  .tuple(fc.integer({ min: 0, max: 3_600 }), fc.constantFrom(...TIMELINE_GROUPS), fc.boolean())
  .map(([seconds, group, mine]) =>
    mine ? own(seconds, { group, kind: "x" }) : record(seconds, { group, kind: "y" }),
  );

describe("the story of an incident", () => {
  it("is in the order of time, and every record is in it once, by itself or counted", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 60 }), (all) => {
        const mine = all.filter(({ eventId }) => eventId !== null);
        const others = all.filter(({ eventId }) => eventId === null);
        const story = mergeStory(mine, others);
        const times = story.map(({ at }) => at);
        expect(times).toEqual(times.toSorted());
        expect(story.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        expect(mine.every(({ key }) => story.some((line) => line.key === key))).toBe(true);
      }),
    );
  });

  it("counts calls alike that follow one another, until something else happens or time passes", () => {
    const story = mergeStory(
      [own(25)],
      [record(0), record(10), record(20), record(30), record(600), record(610, { title: "Another" })],
    );
    expect(story.map(({ title, count }) => [title, count])).toEqual([
      ["The policy denied crm.export", 3],
      ["Comment", 1],
      ["The policy denied crm.export", 1],
      ["The policy denied crm.export", 1],
      ["Another", 1],
    ]);
  });

  it("doesn't say twice what the incident says itself, also where its time was corrected since", () => {
    const stop = { group: "containment", kind: "switch_set" } as const;
    const corrected = own(-500, {
      ...stop,
      originalAt: new Date(START + 1_000).toISOString(),
      correction: "The clock was slow.",
    });
    expect(mergeStory([corrected], [record(0, stop)])).toEqual([corrected]);
    expect(mergeStory([corrected], [record(60, stop)])).toHaveLength(2);
  });

  it("leaves out the groups that nobody asked for", () => {
    const story = mergeStory([own(1)], [record(2)], ["calls"]);
    expect(story.map(({ group }) => group)).toEqual(["calls"]);
  });

  it("is read page by page without a gap or a repeat", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 7 }), (length, limit) => {
        const all = Array.from({ length }, (_, n) => own(n));
        const read: TimelineEntry[] = [];
        let cursor: string | undefined;
        do {
          const page = pageOf(all, cursor, limit);
          read.push(...page.entries);
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(read).toEqual(all);
      }),
    );
  });
});
