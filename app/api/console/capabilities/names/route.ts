import { z } from "zod";
import { listCapabilities } from "@/lib/capabilities";
import { route } from "@/lib/web/route";

/** Names that hold a text, for choosing a capability. */
export const GET = route(
  "capabilities.read",
  z.strictObject({ q: z.string().max(200) }),
  async (ctx, { q }) => {
    const { rows } = await listCapabilities(ctx, { q, limit: 20 });
    return { names: rows.map(({ name }) => name) };
  },
);
