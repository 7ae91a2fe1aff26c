import { z } from "zod";
import { getCapability, listCapabilities } from "@/lib/capabilities";
import { route } from "@/lib/web/route";

/** What a mapping has to know of the capability of a name; null where there is none. */
export const GET = route(
  "capabilities.read",
  z.strictObject({ name: z.string().min(1).max(200) }),
  async (ctx, { name }) => {
    const { rows } = await listCapabilities(ctx, { q: name, limit: 200 });
    const found = rows.find((row) => row.name === name);
    if (!found) return { capability: null };
    const { status, inputSchema } = await getCapability(ctx, found.id);
    return { capability: { name, status, inputSchema } };
  },
);
