import { z } from "zod";
import { getConvergence } from "@/lib/revisions";
import { route } from "@/lib/web/route";

/** What every gateway process enforces, for each environment. */
export const GET = route("policy.read", z.strictObject({}), (ctx) => getConvergence(ctx));
