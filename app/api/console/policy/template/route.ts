import { z } from "zod";
import { instantiateTemplate } from "@/lib/policy";
import { highlightYaml } from "@/lib/web/highlight";
import { route } from "@/lib/web/route";

const Query = z
  .object({ id: z.string().max(64) })
  .catchall(z.string().max(200))
  .transform(({ id, ...parameters }) => ({ id, parameters }));

/** The document that a template makes of its parameters, which are the rest of the query, as lines to show. */
export const GET = route("policy.edit", Query, async (_ctx, { id, parameters }) => {
  const { document } = instantiateTemplate(id, parameters);
  return { document, lines: await highlightYaml(document) };
});
