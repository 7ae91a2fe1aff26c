import { z } from "zod";
import { searchTargets, SearchTargetsInput } from "@/lib/switches";
import { route } from "@/lib/web/route";

/** What could be stopped, by name or id. */
export const GET = route(
  "switches.read",
  z.strictObject({ q: SearchTargetsInput.shape.q }),
  async (ctx, { q }) => ({ rows: await searchTargets(ctx, { q }) }),
);
