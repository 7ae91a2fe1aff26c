import { Timeline } from "@/components/incidents/timeline/timeline";
import { readTimeline, TIMELINE_GROUPS, type IncidentDetail, type TimelineGroup } from "@/lib/incidents";
import type { Ctx } from "@/lib/platform/ctx";
import { incidentParams } from "../search-params";

type Query = ReturnType<typeof incidentParams.parse>;
type TimelineSectionProps = { ctx: Ctx; incident: IncidentDetail; query: Query };

/** The timeline as the address asks for it. */
export async function TimelineSection({ ctx, incident, query }: TimelineSectionProps) {
  const { view, show, after } = query;
  const page = await readTimeline(ctx, {
    id: incident.id,
    raw: view === "raw",
    groups: show,
    ...(after !== undefined && { cursor: after }),
  });
  const href = (change: Partial<Query>) =>
    `/incidents/${incident.ref}${incidentParams.serialize({ ...query, after: undefined, ...change })}`;
  const toggled = (group: TimelineGroup) =>
    show.includes(group) ? show.filter((other) => other !== group) : [...show, group];
  return (
    <Timeline
      page={page}
      raw={view === "raw"}
      groups={show}
      hrefs={{
        story: href({ view: undefined }),
        raw: href({ view: "raw" }),
        first: after === undefined ? null : href({}),
        next: page.nextCursor === null ? null : href({ after: page.nextCursor }),
      }}
      groupHrefs={
        Object.fromEntries(TIMELINE_GROUPS.map((group) => [group, href({ show: toggled(group) })])) as Record<
          TimelineGroup,
          string
        > // safe because every group is there
      }
    />
  );
}
