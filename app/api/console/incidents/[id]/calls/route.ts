import { z } from "zod";
import { exportAffected, listAffected, ListAffectedInput } from "@/lib/incidents";
import { route } from "@/lib/web/route";

const Query = ListAffectedInput.extend({ format: z.enum(["json", "csv"]).default("json") });

/** The calls it is about, by filters: a page of JSON, or all of them as CSV. */
export const GET = route("incidents.read", Query, async (ctx, { format, ...input }) => {
  if (format === "json") return listAffected(ctx, input);
  const { cursor: _, limit: __, ...filters } = input;
  const { fileName, text } = await exportAffected(ctx, filters);
  return new Response(text, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
});
