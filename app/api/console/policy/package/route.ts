import { exportPackage, RevisionRef } from "@/lib/revisions";
import { route } from "@/lib/web/route";

/** A revision as a signed file. */
export const GET = route("policy.read", RevisionRef, async (ctx, input) => {
  const { fileName, text } = await exportPackage(ctx, input);
  return new Response(text, {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
});
