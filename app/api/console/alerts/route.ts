import { z } from "zod";
import type { ShownAlert } from "@/components/alerts/alert-list";
import { countOpenAlerts, listAlerts } from "@/lib/alerts";
import { incidentsOf } from "@/lib/incidents";
import { route } from "@/lib/web/route";

/** What the bell shows: the newest alerts whose cause is still there, their incidents, and how many nobody has seen to. */
export const GET = route("upstreams.read", z.strictObject({}), async (ctx) => {
  const { rows } = await listAlerts(ctx, { open: true, limit: 50 });
  const incidents = await incidentsOf(ctx, { subjectKind: "alert", subjectIds: rows.map(({ id }) => id) });
  return {
    unseen: await countOpenAlerts(ctx),
    rows: rows.map((row): ShownAlert => ({ ...row, incidents: incidents.get(row.id) ?? [] })),
  };
});
