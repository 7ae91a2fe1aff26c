import { databaseNow } from "../../calls";
import type { Ctx } from "../../platform/ctx";
import { isId } from "../../platform/ids";
import { onIncident } from "../load";
import { ReadTimelineInput } from "../schemas";
import type { TimelinePage } from "../types";
import { mergeStory, pageOf } from "./merge";
import { ownEntries } from "./own";
import { rawEntries } from "./raw";
import { recordEntries } from "./records";
import { scopeOf } from "./scope";

/**
 * What happened, oldest first. The story: the incident's own events, and of our other records what matters to it. Raw:
 * everything recorded for its sessions, page by page.
 * @throws DomainError FORBIDDEN, INVALID_INPUT, NOT_FOUND
 */
export async function readTimeline(ctx: Ctx, input: ReadTimelineInput): Promise<TimelinePage> {
  return onIncident(ctx, "incidents.read", ReadTimelineInput, input, async (tx, row, parsed) => {
    const { raw, groups, cursor, limit } = parsed;
    const scope = await scopeOf(tx, row);
    const now = await databaseNow(tx);
    if (raw) {
      const { entries, nextCursor } = await rawEntries(scope, isId(cursor ?? "") ? cursor : undefined, limit);
      return { entries: entries.filter(({ group }) => wanted(group, groups)), nextCursor, now };
    }
    const own = await ownEntries(tx, row.tenantId, row.id);
    const story = mergeStory(own, await recordEntries(scope), groups);
    return { ...pageOf(story, cursor, limit), now };
  });
}

function wanted<T>(group: T, groups: readonly T[]): boolean {
  return groups.length === 0 || groups.includes(group);
}
